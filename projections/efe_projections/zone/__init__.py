"""The read model of zone: row types with their folds, and reads."""
