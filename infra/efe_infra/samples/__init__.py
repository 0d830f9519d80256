"""Sample installations: the demonstration and the simulation."""
