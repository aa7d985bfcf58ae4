"""Views on PostgreSQL: the rows of projections, and how far each has read."""
