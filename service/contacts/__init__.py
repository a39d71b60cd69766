"""People, their organisations, what they have agreed to and which letters they take."""
