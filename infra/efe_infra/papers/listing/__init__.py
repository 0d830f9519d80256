"""Lists of the objects of each type, for `efe paper --list`."""
