"""The verbs of ``p20w log``, a file each."""
