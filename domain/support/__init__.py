"""Ongoing support (löpande stöd): visits, contact, needs and guidance, whatever the step or membership (R9)."""
