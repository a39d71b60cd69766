"""Letters about being a member."""
