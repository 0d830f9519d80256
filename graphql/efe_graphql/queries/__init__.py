"""The root fields that read, a family of entities each."""
