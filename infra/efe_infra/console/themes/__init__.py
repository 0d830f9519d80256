"""Lists of common themes of an Instance (mission M3): list, page and forms."""
