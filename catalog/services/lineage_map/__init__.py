"""The lineage explorer: what lies around a field, each step decided, as a picture and as a table."""
