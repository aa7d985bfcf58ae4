"""A row of a sheet as a command."""
