"""Data files, tables and SQL: what was decided is carried out here, and nothing is decided."""
