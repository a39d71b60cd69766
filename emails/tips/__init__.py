"""Letters about news tips."""
