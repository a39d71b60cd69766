"""Letters about subscriptions."""
