"""Breakfasts and gatherings: planned, filled seat by seat, met at the door."""
