"""The read model of analysis: row types with their folds, and reads."""
