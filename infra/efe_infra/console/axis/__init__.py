"""Axes of an Instance: their page, identification, matches with axes of other Instances, and options of forms."""
