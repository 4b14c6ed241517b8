"""The search index: derived from the snapshot, and may be deleted at any time."""
