"""The read model of themes: row types with their folds, and reads."""
