"""Signed notes, and what a transparency log makes of them: checkpoints, policies and proofs (C2SP)."""
