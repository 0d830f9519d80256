"""Sample of the stored bytes of an event: the line that keeps them readable for ever."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Any, Final, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from efe_domain.catalogue import all_events
from efe_domain.shared.codec import encode
from efe_domain.shared.event import Event

STORED_FILE: Final = "tests/domain/stored_events.jsonl"
A_DAY: Final = date(2026, 3, 1)
AN_ID: Final = UUID("ebc73211-3a89-507f-b7d5-23f73522e1b4")
ENVELOPE: Final[Mapping[str, Any]] = {
    "originator_id": AN_ID,
    "originator_version": 1,
    "bassins": ("liege",),
    "metadata": {"actor": str(AN_ID), "command_id": str(AN_ID), "illustrative": "yes"},
}
SAMPLES: Final[Mapping[Any, Any]] = {
    UUID: AN_ID,
    date: A_DAY,
    datetime: datetime.combine(A_DAY, time(9, 30), UTC),
    time: time(9, 30),
    str: "Exemple",
    int: 1,
    bool: True,
    Any: "Exemple",
}


def stored_topics(root: Path) -> set[str]:
    return {json.loads(line)["topic"] for line in (root / STORED_FILE).read_text(encoding="utf-8").splitlines()}


def write_samples(root: Path) -> list[str]:
    """Appends a line for each topic of today without stored bytes, and returns these topics."""
    new = sorted(all_events().keys() - stored_topics(root))
    with (root / STORED_FILE).open("a", encoding="utf-8") as lines:
        lines.writelines(f"{stored_line(all_events()[topic])}\n" for topic in new)
    return new


def stored_line(event: type[Event]) -> str:
    """Returns the JSON line of a sample; every field has a value, also one that may be empty."""
    sample = event(**{**_fields_of(event), **ENVELOPE})
    return json.dumps({"topic": event.TOPIC, "state": encode(sample).decode()}, ensure_ascii=False)


def _fields_of(kind: type[msgspec.Struct]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {name: _sample(hints[name]) for name in kind.__struct_fields__}


def _sample(hint: Any) -> Any:
    """Returns a value of a type that events have. Raises `TypeError` for any other type."""
    if hint in SAMPLES:
        return SAMPLES[hint]
    if arguments := get_args(hint):
        return _SEVERAL.get(get_origin(hint), _of_union)(arguments)
    if issubclass(hint, Enum):
        return next(iter(hint))
    if issubclass(hint, msgspec.Struct):
        return hint(**_fields_of(hint))
    raise TypeError(f"No sample of {hint!r}")


def _of_union(arguments: tuple[Any, ...]) -> Any:
    return _sample(next(each for each in arguments if each is not NoneType))


_SEVERAL: Final[Mapping[Any, Callable[[tuple[Any, ...]], Any]]] = {
    tuple: lambda arguments: (_sample(arguments[0]),),
    dict: lambda arguments: {_sample(arguments[0]): _sample(arguments[1])},
}
