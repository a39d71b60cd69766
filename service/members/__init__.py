"""Pådrivere: who wants to be one, what they can do, what they are interested in."""
