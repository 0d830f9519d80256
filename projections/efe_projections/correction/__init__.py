"""Read model of corrections: rectifications, proposals to confirm, facts to reconsider."""
