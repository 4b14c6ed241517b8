"""YAML files on disk, read strictly and written whole, and their history in git."""
