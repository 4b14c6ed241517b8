"""The least change of an agreement that would let a refused flow through."""
