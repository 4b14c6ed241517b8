"""The review room: the queue of proposals, what each would change, and what is noted on it beforehand."""
