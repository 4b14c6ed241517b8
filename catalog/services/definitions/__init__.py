"""The dictionary: what each definition says on a day, what became of it, and what hangs on it."""
