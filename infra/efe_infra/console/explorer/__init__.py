"""GraphiQL under the session of a person."""
