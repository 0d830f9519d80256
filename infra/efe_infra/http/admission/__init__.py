"""Admission of requests: clients without an account take turns, and leave half of the event loop to the others."""
