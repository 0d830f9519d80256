"""Check for repeated keys in JSON objects, of which two parsers may keep different values."""

import json
from typing import Any, Final


class KeyTwice(ValueError):
    """Repeated key in an object."""


def check_keys(text: bytes | str) -> None:
    """Raises `KeyTwice`; `ValueError` or `RecursionError` for invalid or too deep JSON."""
    _DECODER.decode(text if isinstance(text, str) else text.decode())


def _check_pairs(pairs: list[tuple[str, Any]]) -> None:
    if len({key for key, _ in pairs}) < len(pairs):
        raise KeyTwice


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_check_pairs, parse_int=str, parse_float=str)
