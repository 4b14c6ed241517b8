"""What is wrong with a catalog that can be read: one module a subject, each a pure function."""
