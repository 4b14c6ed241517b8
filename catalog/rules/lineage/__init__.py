"""What follows from lineage: hops and their decisions, propagation, traces with their why."""
