"""Analyses of an Instance (mission M2): list, page and forms."""
