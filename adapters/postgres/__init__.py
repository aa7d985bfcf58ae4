"""PostgreSQL: the log, its schema, and a server of our own where none is given."""
