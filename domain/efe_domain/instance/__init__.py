"""The Instance bassin: the aggregate, its events and refusals."""
