"""The decree: its rules and their texts."""
