"""JSON in which no object says the same thing twice: of two values, two readers may each believe another one."""

import json
from typing import Any, Final


class KeyTwice(ValueError):
    """An object names a key twice."""


def check_keys(text: bytes | str) -> None:
    """Raises `KeyTwice`; `ValueError` or `RecursionError` for what is no JSON in UTF-8, or too deep."""
    _READER.decode(text if isinstance(text, str) else text.decode())


def _once(pairs: list[tuple[str, Any]]) -> None:
    if len({key for key, _ in pairs}) < len(pairs):
        raise KeyTwice


_READER: Final = json.JSONDecoder(object_pairs_hook=_once, parse_int=str, parse_float=str)
"""Numbers are of no interest here."""
