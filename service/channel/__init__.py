"""A closed channel by mail: Pådrivere write to one address, and it reaches the others."""
