"""Subscriptions by e-mail: asked for, confirmed by a letter, ended by one step."""
