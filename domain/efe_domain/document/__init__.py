"""Documents of an Instance: the register records the purge of their bytes."""
