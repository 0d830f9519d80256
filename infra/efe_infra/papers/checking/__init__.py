"""Comparison of a paper with what the register, or a bundle replayed, gives for the same object and position."""
