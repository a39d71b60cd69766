"""A made-up community to try everything on: its people, its year, and everybody's mailbox."""
