"""Where work stands still, and how long steps take."""
