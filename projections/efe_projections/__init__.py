"""Read model: row types, the pure folds that turn events into rows, and the queries that read them."""
