"""A release of data: its columns bound to lineage, each decided, and what is done to each."""
