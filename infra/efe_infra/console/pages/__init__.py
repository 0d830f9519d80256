"""The pages, a module each: what it asks of the register, and which template shows the answer."""
