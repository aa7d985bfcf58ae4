"""What follows of what is on record: deciders over events and days that lead to commands."""
