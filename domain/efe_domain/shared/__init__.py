"""Shared by all aggregates: events, ids, days and periods, texts, errors. It knows no aggregate."""
