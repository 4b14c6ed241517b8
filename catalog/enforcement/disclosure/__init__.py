"""Disclosure control for tables of counts: what is hidden stays hidden, within a release and across releases."""
