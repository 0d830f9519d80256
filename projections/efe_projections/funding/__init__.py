"""The read model of funding calls: the row type with its fold, and the list."""
