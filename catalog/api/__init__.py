"""JSON for machines: the same answers as the command line gives."""
