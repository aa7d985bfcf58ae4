"""Action plan (handlingsplan) in the VE regime: optional, local, adopted, declined or integrated in another."""
