"""Form of the letterhead of an Instance's papers."""
