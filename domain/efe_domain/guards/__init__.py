"""Guards of commands: what an account may send about an object today, and what stands against it."""
