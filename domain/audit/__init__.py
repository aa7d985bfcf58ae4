"""Audit: what was asked for and refused, where someone will ask later."""
