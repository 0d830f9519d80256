"""Read tables of a statement whose answer depends on them, its text and its parameters alone."""

import re
from functools import lru_cache
from typing import Final

_LITERAL: Final = re.compile(r"'(?:[^']|'')*'")
_DOUBTFUL: Final = re.compile(
    r"\$|--|/\*|\b[eu]&?''"  # literals and comments of other forms than ours
    r"|(?<!\bcollate )(?<!\bcollate \"\w)\""  # a quoted name, but for a collation
    r"|''::(?:date|time|timestamp|interval|reg)"  # a word that may be a clock, such as 'today'
    r"|\b(?:current|local|session)_?(?:date|time|timestamp|user|role|catalog|schema)\b|\buser\b",
    re.IGNORECASE,
)
_CLOCK: Final = re.compile(r"'\s*(?:now|today|tomorrow|yesterday|allballs)\s*'", re.IGNORECASE)
"""Literal that is a clock once it is cast to a day or an instant."""
_PLACEHOLDER: Final = re.compile(r"%\(\w+\)s")
_NAMED: Final = re.compile(r"\b(\w+) ?(?:\([^()]*\) ?)?as (?:not )?(?:materialized )?\( ?(?:select|values|with)\b")
_CALLED: Final = re.compile(r"(?<!\bas )(?<![\w.])([\w.]+) ?\(")
_QUALIFIED: Final = re.compile(r"\b([a-z_]\w*) ?\. ?([a-z_]\w*|\*)", re.IGNORECASE)
_ALIAS: Final = re.compile(r"\bas ([a-z_]\w*)", re.IGNORECASE)
_SOURCE: Final = re.compile(r"(?<!\bdistinct )\b(?:from|join) (?:lateral )?((?!lateral\b)[\w.]+)", re.IGNORECASE)
_WORD: Final = re.compile(
    "all|and|any|array|as|by|case|cast|else|exists|filter|from|group|grouping|having|in|is|join|lateral|limit"
    "|materialized|not|offset|on|or|order|over|partition|rows|select|sets|then|union|using|values|when|where|with|within"
)
PURE: Final = re.compile(
    "array_agg|array_position|array_to_json|array_to_string|array_to_tsvector|bool_and|bool_or|btrim|cardinality|chr"
    "|coalesce|concat|convert_to|count|current_setting|date_trunc|encode|generate_series|greatest|json_agg"
    "|json_array_elements|json_to_recordset|jsonb_agg|jsonb_array_elements|jsonb_build_array|jsonb_build_object"
    "|jsonb_path_query_array|jsonb_to_recordset|lag|least|left|length|lower|make_interval|max|min|nullif"
    "|percentile_cont|replace|row_number|row_to_json|starts_with|string_agg|string_to_array|strpos|substring|sum"
    "|to_char|to_json|to_jsonb|translate|unnest|upper"
)
"""Functions whose results depend on their arguments alone, and on settings that all reads have in common."""
_CHANGED_BY_ALL: Final = frozenset({"audit_entry", "instant", "position", "recorded_event", "table_change", "trail"})
"""Tables and views that every event changes."""


@lru_cache(maxsize=1_024)
def tables_read(text: str) -> frozenset[str] | None:
    """Returns the read tables of a statement; None if it may depend on anything else.

    It refuses what it does not know: a function, a table of another schema, a clock.
    """
    bare = " ".join(_PLACEHOLDER.sub("0", _LITERAL.sub("''", text)).split())
    ctes = {match[1] for match in _NAMED.finditer(bare)}
    aliases = {match[1].lower() for match in _ALIAS.finditer(bare)} | ctes
    calls = {match[1].lower() for match in _CALLED.finditer(bare)} - ctes
    if _DOUBTFUL.search(bare) or _CLOCK.search(text) or not all(map(_is_pure, calls)):
        return None
    tables = {match[2] for match in _QUALIFIED.finditer(bare) if match[1] == "read"}
    schemas = {match[1] for match in _QUALIFIED.finditer(bare)} - aliases - tables - {"read"}
    sources = {match[1] for match in _SOURCE.finditer(bare)}
    unknown = {each for each in sources if not each.startswith("read.")} - {"rows"} - calls - ctes
    return None if schemas or unknown else frozenset(tables)


def _is_pure(call: str) -> bool:
    return bool(_WORD.fullmatch(call) or PURE.fullmatch(call))


def tracked_tables(text: str) -> frozenset[str] | None:
    """Returns the read tables of a statement; None also if every event changes one of them."""
    tables = tables_read(text)
    return None if tables is None or tables & _CHANGED_BY_ALL else tables
