"""Letters to many at once."""
