"""The calendar: what has a day, as a page and as a file for calendar programs (RFC 5545)."""
