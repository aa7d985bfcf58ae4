"""Contact person (kontaktperson): one stream for each assignment, the person known by pseudonym alone."""
