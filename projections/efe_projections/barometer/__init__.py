"""The barometer: figures of a period, each with the lines that it counts."""
