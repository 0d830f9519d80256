"""The demonstration: ten real Instances, real public operators, and pôles whose lives are played and say so."""
