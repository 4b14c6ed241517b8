"""What a tranche is held to: the datasets and columns awaited, what lets them in, and rules for values."""
