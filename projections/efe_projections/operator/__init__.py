"""The read model of operator: row types with their folds, and reads."""
