"""The read model of project: row types with their folds, and reads."""
