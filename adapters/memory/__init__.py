"""The same ports in memory, held to the same contract tests as PostgreSQL."""
