"""What partners ask: what may flow, what their agreements say and ask of them, and what a change would do."""
