"""Queries: what a statement reads is resolved to fields; what is permitted runs where nothing else lies."""
