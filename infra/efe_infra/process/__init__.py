"""What every part may use: counters, threads in the background, addresses and private files."""
