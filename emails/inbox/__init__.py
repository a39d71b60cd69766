"""Letters that answer what people wrote to us."""
