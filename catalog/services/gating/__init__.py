"""Let data files and tables through: what the agreements permit, in the permitted form, with a receipt."""
