"""The consequence packet of a proposal: what follows if it is adopted, worked out before anyone votes."""
