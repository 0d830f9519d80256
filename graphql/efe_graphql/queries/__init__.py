"""Root fields that read, one module for each family of entities."""
