"""Declaration of a kind of paper, and the values of its input."""
