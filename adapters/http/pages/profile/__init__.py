"""Success factors and peers of the same size."""
