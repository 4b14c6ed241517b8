"""One module a journey: what the faces call."""
