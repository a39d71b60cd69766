"""The talk with mail servers: one letter at a time, or a mailing to many."""
