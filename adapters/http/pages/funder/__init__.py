"""What a funder asks for every year: where the municipalities stand, and what was done, each number with its events."""
