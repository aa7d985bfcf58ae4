"""Structure review (struktur): what exists, what hosts the work, who does what and in which order."""
