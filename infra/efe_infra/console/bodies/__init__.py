"""Bodies of an Instance, their seats, its règlement and its representatives in the zone: page and forms."""
