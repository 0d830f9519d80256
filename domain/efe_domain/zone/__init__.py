"""The zone interbassin: the aggregate and its events."""
