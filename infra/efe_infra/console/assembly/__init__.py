"""Assemblies that convene meetings and write opinions: bodies, pôles and the zone."""
