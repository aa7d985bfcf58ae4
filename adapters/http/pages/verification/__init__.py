"""Verifications: what the last ones came to, and starting one."""
