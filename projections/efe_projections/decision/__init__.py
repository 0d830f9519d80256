"""The read model of decision: row types with their folds, and reads."""
