"""Senders of other people, each doing its work in its own best way."""
