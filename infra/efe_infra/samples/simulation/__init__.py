"""A synthetic history of the ten Instances, valid by the rules and the same every time; all of it is illustrative."""
