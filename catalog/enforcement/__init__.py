"""Data files, tables and queries: what the agreements permit is let through, and nothing else."""
