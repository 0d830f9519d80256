"""Labels and sentences of the audit trail in each language, generated on display and never stored.

They are made of what an entry shows, and of nothing else: who sees the entry sees no more in its sentence.
"""
