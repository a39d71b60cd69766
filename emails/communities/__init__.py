"""Letters to the staff of a community."""
