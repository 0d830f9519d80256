"""Pages and forms of the funding calls that the ten Instances share."""
