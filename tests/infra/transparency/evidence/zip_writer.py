"""Writer of zip archives in which any field can have another value, and any place other bytes."""

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

LOCAL: Final = {
    "mark": 0x04034B50,
    "needed": 20,
    "flags": 0,
    "method": 0,
    "time": 0,
    "date": 33,
    "crc": 0,
    "packed": 0,
    "size": 0,
    "name": 0,
    "extra": 0,
}
RECORD: Final = {
    "mark": 0x02014B50,
    "made": 20,
    "system": 3,
    **{name: value for name, value in LOCAL.items() if name != "mark"},
    "comment": 0,
    "disk": 0,
    "internal": 0,
    "external": 0o600 << 16,
    "offset": 0,
}
END: Final = {"mark": 0x06054B50, "disk": 0, "first": 0, "here": 0, "count": 0, "size": 0, "offset": 0, "comment": 0}
END_64: Final = {
    "mark": 0x06064B50,
    "length": 44,
    "made": 45,
    "needed": 45,
    "disk": 0,
    "first": 0,
    "here": 0,
    "count": 0,
    "size": 0,
    "offset": 0,
}
LOCATOR: Final = {"mark": 0x07064B50, "disk": 0, "offset": 0, "disks": 1}
FORMS: Final = {
    "local": (LOCAL, "<L5H3L2H"),
    "record": (RECORD, "<L2B5H3L5H2L"),
    "end": (END, "<L4H2LH"),
    "end64": (END_64, "<LQ2H2L4Q"),
    "locator": (LOCATOR, "<LLQL"),
}
FULL = 0xFFFFFFFF

type Fields = Mapping[str, int]


def packed(form: str, *changes: Fields) -> bytes:
    fields, code = FORMS[form]
    return struct.pack(code, *(fields | {name: value for each in changes for name, value in each.items()}).values())


@dataclass(frozen=True)
class Member:
    """File of an archive. `local` and `record` are fields that have another value than they should."""

    name: bytes
    data: bytes = field(repr=False)
    """Bytes in the archive, deflated or not."""
    honest: Fields
    local: Fields = field(default_factory=dict)
    record: Fields = field(default_factory=dict)
    local_name: bytes | None = None
    local_extra: bytes = b""
    extra: bytes = b""
    comment: bytes = b""
    before: bytes = b""
    after: bytes = b""


def member(name: str | bytes, content: bytes, method: int = 8, **changes: object) -> Member:
    raw = name.encode() if isinstance(name, str) else name
    deflater = zlib.compressobj(6, zlib.DEFLATED, -15)
    data = deflater.compress(content) + deflater.flush() if method == 8 else content
    honest = {"method": method, "crc": zlib.crc32(content), "packed": len(data), "size": len(content)}
    return replace(Member(raw, data, honest), **changes)  # type: ignore[arg-type]


def members(files: Mapping[str, bytes]) -> list[Member]:
    return [member(name, data, 0 if name.endswith(".bin") else 8) for name, data in files.items()]


def archive(
    files: Iterable[Member],
    *,
    between: bytes = b"",
    after_table: bytes = b"",
    comment: bytes = b"",
    after: bytes = b"",
    end: Fields | None = None,
    end64: Fields | None = None,
    locator: Fields | None = None,
) -> bytes:
    """Archive of these files; with the records of zip64 if `end64` is not None."""
    body, table, count = b"", b"", 0
    for each in files:
        count += 1
        body += each.before
        name = each.name if each.local_name is None else each.local_name
        lengths = {"name": len(name), "extra": len(each.local_extra)}
        record = {"name": len(each.name), "extra": len(each.extra), "comment": len(each.comment), "offset": len(body)}
        table += packed("record", each.honest, record, each.record) + each.name + each.extra + each.comment
        body += packed("local", each.honest, lengths, each.local) + name + each.local_extra + each.data + each.after
    body += between
    place = {"here": count, "count": count, "size": len(table), "offset": len(body)}
    body += table + after_table
    if end64 is not None:
        body += packed("end64", place, end64) + packed("locator", {"offset": len(body)}, locator or {})
    return body + packed("end", place, {"comment": len(comment)}, end or {}) + comment + after


def wide(*numbers: int) -> bytes:
    """Extra field of zip64."""
    return struct.pack(f"<HH{len(numbers)}Q", 1, 8 * len(numbers), *numbers)
