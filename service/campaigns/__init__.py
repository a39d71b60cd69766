"""Newsletters: written from blocks, checked, sent once to each who asked, and accounted for."""
