"""The empty sheet that a county fills in."""
