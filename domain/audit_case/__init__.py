"""An audit case: what an auditor looks into, for how long, what was found, and the samples that were drawn."""
