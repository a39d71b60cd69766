"""Everything that comes back: answers in words or by button, bounces, stop; kept, then read."""
