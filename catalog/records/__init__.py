"""What things are: frozen records and the identifiers that name them."""
