"""Policy questions: which of them the data can answer, and which consent is missing for the rest."""
