"""The audit trail, comparison and proof."""
