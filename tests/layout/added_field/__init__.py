"""A field that the product does not have, added to a copy of the tree."""
