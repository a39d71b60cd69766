"""Letters: every one in every language, under friendly and hostile values."""
