"""Correcting an entry: which ones may be corrected, and which later facts depend on them."""
