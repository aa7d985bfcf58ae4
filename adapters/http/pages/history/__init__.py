"""The history of a municipality or the county: where in time one is, and the way to any other moment."""
