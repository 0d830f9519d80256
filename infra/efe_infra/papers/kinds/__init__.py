"""Kinds of papers, one module each, with the documents that they read."""
