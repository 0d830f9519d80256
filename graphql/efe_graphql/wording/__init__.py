"""Words for people about what the trail holds: labels and sentences, made when they are shown and never stored.

They are made of what an entry shows, and of nothing else: who sees the entry sees no more in its sentence.
"""
