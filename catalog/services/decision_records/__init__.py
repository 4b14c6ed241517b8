"""Decision records: found, spelled out, and their words corrected by errata."""
