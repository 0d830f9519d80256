"""What lets others check the register without trusting who runs it."""
