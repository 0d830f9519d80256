"""The demonstration: ten real Instances, real public operators, two documented projects; the lives played say so."""
