"""What touches everything: the way in, the manager's day, the front pages, one's own page."""
