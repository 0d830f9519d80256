"""Rights: grants, erased persons, their folds, and reads."""
