"""Who a request comes from: signed tokens, and the accounts they stand for."""
