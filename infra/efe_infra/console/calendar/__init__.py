"""Calendar of dated entries, as a page and as a file for calendar programs (RFC 5545)."""
