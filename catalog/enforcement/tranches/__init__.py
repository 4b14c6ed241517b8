"""The engine that holds the values of a tranche to their rules, in one scan and bounded memory."""
