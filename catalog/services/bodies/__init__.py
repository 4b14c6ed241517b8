"""Bodies: who sits where on a day, by which rules, and how a seat's term is recorded."""
