"""Pages for people: one module a part of the application."""
