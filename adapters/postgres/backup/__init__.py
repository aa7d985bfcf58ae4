"""Backup and restore: all but the views, which are made anew from the log, and sessions, which end."""
