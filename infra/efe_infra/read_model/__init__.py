"""The engine that folds the ledger into temporal rows, and the port that reads them."""
