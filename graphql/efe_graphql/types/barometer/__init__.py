"""The barometer of a period: its figures, and the lines behind one of them."""
