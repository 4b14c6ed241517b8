"""Pictures drawn on the server: boxes with rows, and lines between them, as SVG that needs no script."""
