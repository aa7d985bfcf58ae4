"""Importing a county's history from a spreadsheet: read, plan, try, store by municipality."""
