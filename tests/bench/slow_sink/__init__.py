"""The sink of csink.c in Python, for a machine without a compiler: the same options and replies."""
