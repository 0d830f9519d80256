"""Row types for readers, and the pure folds that turn events into rows."""
