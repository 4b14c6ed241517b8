"""Letters: written once, and sent once as far as mail servers let anybody know."""
