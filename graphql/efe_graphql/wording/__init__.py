"""Labels and sentences of the audit trail in each language, generated on display and never stored.

They use only the values that the entry shows to its reader.
"""
