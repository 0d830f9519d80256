"""Pages about mails: what a person receives, the end of a kind, and the mails of a demonstration."""
