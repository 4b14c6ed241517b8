"""What a flow is decided from: adoptions, clauses as ways, rows with their days, law, lineage's origins."""
