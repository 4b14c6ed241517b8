"""The life of an agreement: signatures, suspensions, terminations, and where it stands."""
