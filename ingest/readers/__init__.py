"""One reader for each format: bytes → text, kept as it is."""
