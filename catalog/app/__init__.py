"""Puts the faces together into one application."""
