"""Command forms: declaration, submission, outcome."""
