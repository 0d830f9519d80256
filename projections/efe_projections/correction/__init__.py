"""The read model of corrections: what was rectified, what waits for a second coordinator or for a second look."""
