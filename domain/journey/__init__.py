"""The journey (kommunens process i fem steg): steps, pauses, cycles; the order is a recommendation (R18)."""
