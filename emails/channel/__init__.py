"""Letters of the channel by mail."""
