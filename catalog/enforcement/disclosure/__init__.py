"""Disclosure control for tables of counts: what is hidden stays hidden, in one release and across them."""
