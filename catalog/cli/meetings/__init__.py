"""The words of ``p20w meeting``, each imported when it is called."""
