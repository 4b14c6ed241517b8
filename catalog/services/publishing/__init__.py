"""What the catalog shows the public, as files that any web server can serve."""
