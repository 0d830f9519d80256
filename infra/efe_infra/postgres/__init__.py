"""The database: where it runs, the roles in which the platform speaks to it, and the steps of its schema."""
