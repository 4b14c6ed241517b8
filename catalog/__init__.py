"""The governance and metadata catalog of a state's cradle-to-career data system."""
