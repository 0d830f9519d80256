"""Compiles a query into one SQL statement that returns the response JSON.

Needs the markers, and the columns for arguments and fragments. Raises `UnsupportedInSql` where a field has no marker.
"""
