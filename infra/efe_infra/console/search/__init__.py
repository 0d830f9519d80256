"""Page of the search over all kinds of objects."""
