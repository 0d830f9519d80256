"""The read model of pole: row types with their folds, and reads."""
