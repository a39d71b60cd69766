"""A letter that came back: one question a file, each answered from the structure bounces share."""
