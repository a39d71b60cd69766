"""What happens later, and the processes it happens in."""
