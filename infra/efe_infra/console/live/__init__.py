"""Live pages: server-sent events about new entries, since a browser has no token for a subscription."""
