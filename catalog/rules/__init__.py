"""What follows from records: pure rules, without a clock, files or environment."""
