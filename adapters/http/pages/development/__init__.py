"""The county over the years, quarter by quarter."""
