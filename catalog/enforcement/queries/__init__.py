"""Queries: what a statement reads is resolved to fields, and what is permitted runs where nothing else lies."""
