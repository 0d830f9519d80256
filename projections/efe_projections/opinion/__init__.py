"""The read model of opinion: row types with their folds, and reads."""
