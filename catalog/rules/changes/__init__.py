"""What differs between two versions or two catalogs: words, bumps, flows gained and lost."""
