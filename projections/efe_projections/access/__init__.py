"""Who may act and see: row types with their folds, persons that were forgotten, and reads."""
