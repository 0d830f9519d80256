"""Proof that the answer of a statement depends on its text, its parameters and some read tables alone."""

import re
from typing import Final

_LITERAL: Final = re.compile(r"'(?:[^']|'')*'")
_DOUBTFUL: Final = re.compile(
    r"\$|--|/\*"  # literals and comments of other forms than ours
    r"|''::(?:date|time|timestamp|interval|reg)"  # a word that may be a clock, such as 'today'
    r"|\b(?:current|local|session)_?(?:date|time|timestamp|user|role|catalog|schema)\b|\buser\b",
    re.IGNORECASE,
)
_PLACEHOLDER: Final = re.compile(r"%\(\w+\)s")
_CALLED: Final = re.compile(r"([\w.]+)\s*\(")
_QUALIFIED: Final = re.compile(r"\b([a-z_]\w*)\s*\.\s*([a-z_]\w*|\*)", re.IGNORECASE)
_ALIAS: Final = re.compile(r"\bas\s+([a-z_]\w*)", re.IGNORECASE)
_SOURCE: Final = re.compile(r"\b(?:from|join)\s+([\w.]+)", re.IGNORECASE)
_WORD: Final = re.compile(
    "all|and|any|array|as|by|case|cast|else|exists|filter|from|group|having|in|is|join|lateral|limit|not|offset|on|or"
    "|order|over|partition|rows|select|then|union|using|values|when|where|with|within"
)
_PURE: Final = re.compile(
    "array_agg|array_to_json|bool_and|bool_or|btrim|cardinality|chr|coalesce|concat|convert_to|count|current_setting"
    "|encode|greatest|json_agg|json_array_elements|json_to_recordset|jsonb_array_elements|jsonb_to_recordset|least"
    "|left|length|lower|make_interval|max|min|nullif|replace|row_number|row_to_json|string_agg|string_to_array|strpos"
    "|substring|sum|to_char|to_json|to_jsonb|translate|unnest|upper"
)
"""Functions whose results depend on their arguments alone, and on settings that all reads have in common."""
_UNTRACKED: Final = frozenset({"audit_entry", "instant", "position", "recorded_event", "table_change", "trail"})
"""Tables and views that every event changes."""


def tables_read(text: str) -> frozenset[str] | None:
    """Returns the read tables of a statement; None if it may depend on anything else, or every event changes one.

    It refuses what it does not know: a function, a table of another schema, a clock.
    """
    bare = _PLACEHOLDER.sub("0", _LITERAL.sub("''", text))
    aliases = {match[1].lower() for match in _ALIAS.finditer(bare)}
    calls = {match[1].lower() for match in _CALLED.finditer(bare)} - aliases
    if _DOUBTFUL.search(bare) or any(not (_WORD.fullmatch(each) or _PURE.fullmatch(each)) for each in calls):
        return None
    tables = {match[2] for match in _QUALIFIED.finditer(bare) if match[1] == "read"}
    schemas = {match[1] for match in _QUALIFIED.finditer(bare)} - aliases - tables - {"read"}
    sources = {match[1] for match in _SOURCE.finditer(bare)}
    unknown = {each for each in sources if not each.startswith("read.")} - {"unnest", "rows"} - aliases
    return None if schemas or unknown or tables & _UNTRACKED else frozenset(tables)
