"""Evidence of a paper: the acts that it rests on, their leaves and paths, and the checkpoint."""
