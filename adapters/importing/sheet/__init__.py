"""A file as a sheet: rows of plain text by column."""
