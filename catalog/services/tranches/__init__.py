"""Receive a tranche: look at its files, check them, and write the report that a steward acts on."""
