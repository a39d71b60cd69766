"""Forms that stand in partners' pages or on our own: one door for whatever a feature asks."""
