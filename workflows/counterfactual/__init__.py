"""What a history would have come to under other rules, written nowhere (X4)."""
