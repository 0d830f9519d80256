"""Demonstration: ten real Instances, real public operators, two documented projects; the rest is illustrative."""
