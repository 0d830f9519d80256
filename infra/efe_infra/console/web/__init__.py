"""Requests, pages, layout and assets shared by every page."""
