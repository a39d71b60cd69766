"""What other programs read of us, described for them."""
