"""Public page that says how a paper is verified."""
