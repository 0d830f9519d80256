"""Zip archives that hold two histories, each signed by the operator: which one is read depends on the tool."""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import replace

from tests.infra.transparency.evidence.histories import a_history
from tests.infra.transparency.evidence.synthetic import Files

UNICODE_PATH = 0x7075


def two_histories() -> tuple[Files, Files]:
    """Bundles of one log at one size whose last events differ: the operator signed both checkpoints."""
    one = a_history()
    other = replace(one, events=(*one.events[:-1], one.events[-1].saying(text="Another history")))
    return one.bundle("liege"), other.bundle("liege")


def by_unicode_path(plain: Files, unicode: Files) -> bytes:
    """Files of `plain` by their names; files of `unicode` by the names in their extra fields.

    Python 3.13 reads the field 0x7075 and finds the second history. Python 3.11 and browsers find the first one.
    """
    hidden = {f"x/{name}": (data, name) for name, data in unicode.items()}
    members = {name: (data, f"y/{name}") for name, data in plain.items()} | hidden
    return stored({name: (data, path_field(name, shown)) for name, (data, shown) in members.items()})


def path_field(name: str, shown: str) -> bytes:
    content = struct.pack("<BL", 1, zlib.crc32(name.encode())) + shown.encode()
    return struct.pack("<HH", UNICODE_PATH, len(content)) + content


def stored(members: Mapping[str, tuple[bytes, bytes]]) -> bytes:
    """Archive of stored files, each with its extra field in the table of contents and before its content."""
    body, table = b"", b""
    for name, (data, extra) in members.items():
        raw = name.encode()
        head = struct.pack(
            "<HHHLLLLHH", 20, 0, 0, 33 << 16, zlib.crc32(data), len(data), len(data), len(raw), len(extra)
        )
        table += b"PK\x01\x02\x14\x03" + head + struct.pack("<HHHLL", 0, 0, 0, 0o600 << 16, len(body)) + raw + extra
        body += b"PK\x03\x04" + head + raw + extra + data
    count = len(members)
    return body + table + b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, count, count, len(table), len(body), 0)
