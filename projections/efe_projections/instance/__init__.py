"""The read model of instance: row types with their folds, and reads."""
