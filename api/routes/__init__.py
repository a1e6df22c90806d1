"""The addresses under /api/v1, one module for each group of nouns."""
