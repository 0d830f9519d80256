"""The record of a meeting in one form: attendance, decisions with their outcome, minutes."""
