"""The audit trail, histories and comparisons: row types with their folds, and reads."""
