"""The read model of meeting: row types with their folds, and reads."""
