"""What readers see: row types, and the pure folds that turn events into rows."""
