"""The data dictionary as it is searched: what is indexed of it, and what an answer shows."""
