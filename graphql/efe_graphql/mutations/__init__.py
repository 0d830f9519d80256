"""The inputs of the mutations, each with the use case that it calls."""
