"""Typst compiler in a child process with bounds of time and memory, and its bounded queue."""
