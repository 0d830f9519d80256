"""Check of an installation: what a server needs, what is missing, and the setting and page of each."""
