"""Pages that follow the register: server-sent events for a browser, which has no token to subscribe with."""
