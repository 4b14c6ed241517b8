"""Comments of the public on proposals: sent, moderated, shown, and taken into a meeting's record."""
