"""Page of the service accounts: an administrator names the applications that sign in by themselves."""
