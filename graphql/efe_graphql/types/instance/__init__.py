"""Instances: bodies, axes, rules of order, and the mandates of their seats."""
