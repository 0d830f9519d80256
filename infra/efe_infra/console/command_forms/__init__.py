"""Forms of commands. Each is declared by its fields, its document and its rule; one page shows them all."""
