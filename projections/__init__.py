"""What one can see: events in, rows out."""
