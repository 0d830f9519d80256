"""Webhooks of an account: addresses that get signed thin events, and their deliveries."""
