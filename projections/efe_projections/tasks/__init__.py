"""What waits for somebody: one list over kinds, of what the register holds."""
