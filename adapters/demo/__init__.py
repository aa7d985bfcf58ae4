"""The demonstration: an invented history of the county, municipality by municipality."""
