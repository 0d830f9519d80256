"""Zip archives in another form than FORMAT.md allows. Some tool reads something else in each of them than another."""

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tests.infra.transparency.evidence.histories import a_history
from tests.infra.transparency.evidence.two_meanings import by_unicode_path, path_field, two_histories
from tests.infra.transparency.evidence.zip_writer import FULL, archive, member, members, wide

FILES = a_history().bundle("liege")
DESCRIPTOR = struct.pack("<4s3L", b"PK\x07\x08", 1, 2, 3)


def changed(number: int = 0, **changes: Any) -> bytes:
    """Archive in which one file is written otherwise."""
    files = members(FILES)
    files[number] = replace(files[number], **changes)
    return archive(files)


def odd() -> Iterator[tuple[str, bytes]]:
    """Yields name and bytes; every one is ARCHIVE_UNREADABLE."""
    yield from _with_odd_names()
    yield from _with_extra_fields()
    yield from _with_odd_fields()
    yield from _with_odd_content()
    yield from _with_gaps()
    yield from _with_an_odd_end()
    yield from _with_odd_wide_numbers()


def _with_odd_names() -> Iterator[tuple[str, bytes]]:
    for name in (
        *(b"\xef\xbb\xbfLISEZMOI.txt", "é.json".encode(), b"a\\b", b"a b", b"a:b", b"a\x1b", b"a\n", b"a\0b", b""),
        *(b"/a", b"../a", b"a/../b", b"./a", b"a//b", b"keys/", b"a.", b".a", b"a..b", b"~a", b"a\xff", b"a*"),
    ):
        yield f"the name {name!r}", archive([*members(FILES), member(name, b"")])
    for marked in FILES:
        files = {f"\ufeff{each}" if each == marked else each: data for each, data in FILES.items()}
        yield f"a byte order mark before {marked}", archive(members(files))


def _with_extra_fields() -> Iterator[tuple[str, bytes]]:
    one, other = two_histories()
    yield "two histories by Unicode paths", by_unicode_path(one, other)
    fields = {
        "a Unicode path": path_field("instance.json", "instance.json"),
        "a time": struct.pack("<HHBL", 0x5455, 5, 1, 0),
        "an owner": struct.pack("<HHBBLBL", 0x7875, 11, 1, 4, 0, 4, 0),
        "a needless zip64": wide(1, 2),
        "an empty zip64": wide(),
        "a single byte": b"x",
        "four zeros": bytes(4),
    }
    for name, extra in fields.items():
        yield f"{name} in the record", changed(extra=extra)
        yield f"{name} before the content", changed(local_extra=extra)
        yield f"{name} in both", changed(extra=extra, local_extra=extra)


def _with_odd_fields() -> Iterator[tuple[str, bytes]]:
    both: dict[str, tuple[int, ...]] = {
        "needed": (0, 10, 21, 46, 20 + 256),
        "flags": (1, 2, 4, 6, 8, 2048, 1 << 15),
        "method": (1, 9, 12, 14, 93, 99),
    }
    for field, values in both.items():
        for value in values:
            changes = {field: value}
            yield f"{field} {value}", changed(local=changes, record=changes)
    record: dict[str, tuple[int, ...]] = {
        "made": (0, 10, 63),
        "system": (1, 7, 19),
        "disk": (1, 0xFFFF),
        "internal": (1, 2),
        "external": (0, 0o644 << 16, 0o120777 << 16, 0o600 << 16 | 16),
        "offset": (1, FULL - 1),
    }
    for field, values in record.items():
        for value in values:
            yield f"{field} {value}", changed(record={field: value})
    for field, value in {"flags": 8, "method": 0, "time": 1, "date": 34, "crc": 1, "packed": 1, "size": 1}.items():
        yield f"another {field} before the content", changed(local={field: value})
        yield f"another {field} in the record", changed(record={field: value})
    yield "another name before the content", changed(local_name=b"instance.jsom")
    yield "a longer name before the content", changed(local_name=b"instance.json0")
    yield "a comment of a file", changed(comment=b"x")
    zeros = {"crc": 0, "packed": 0, "size": 0}
    streamed = replace(members(FILES)[0], local={"flags": 8, **zeros}, record={"flags": 8}, after=DESCRIPTOR)
    yield "sizes after the content", archive([streamed, *members(FILES)[1:]])


def _with_odd_content() -> Iterator[tuple[str, bytes]]:
    for number, name in enumerate([*FILES, "LISEZMOI.txt"]):
        files = members({**FILES, "LISEZMOI.txt": b"x"})
        data, honest = files[number].data, files[number].honest
        for how, size in {"a byte more": honest["size"] + 1, "a byte less": honest["size"] - 1, "nothing": 0}.items():
            told = files.copy()
            told[number] = replace(files[number], honest={**honest, "size": size})
            yield f"{name} states {how} than its content", archive(told)
        told = files.copy()
        told[number] = replace(files[number], honest={**honest, "crc": honest["crc"] ^ 1})
        yield f"{name} of another checksum", archive(told)
        if honest["method"] == 8:
            content = zlib.decompress(data, -15)
            deflater = zlib.compressobj(6, zlib.DEFLATED, -15)
            unended = deflater.compress(content) + deflater.flush(zlib.Z_SYNC_FLUSH)
            for how, packed in {
                "no final block": unended,
                "bytes after it": data + b"\0",
                "a byte less": data[:-1],
            }.items():
                told[number] = replace(files[number], data=packed, honest={**honest, "packed": len(packed)})
                yield f"{name} deflated with {how}", archive(told)


def _with_gaps() -> Iterator[tuple[str, bytes]]:
    for length in (1, 12, 16, 24, 25, 40, 64, 65):
        gap = bytes(length)
        yield f"{length} bytes before the first file", changed(before=gap)
        yield f"{length} bytes between files", changed(2, before=gap)
        yield f"{length} bytes before the table", archive(members(FILES), between=gap)
        yield f"{length} bytes after the table", archive(members(FILES), after_table=gap)
        yield f"{length} bytes after the archive", archive(members(FILES), after=gap)
        yield f"a comment of {length} bytes", archive(members(FILES), comment=gap)
    yield "a descriptor after a content", changed(after=DESCRIPTOR)


def _with_an_odd_end() -> Iterator[tuple[str, bytes]]:
    count = len(FILES)
    for field, value in {
        "disk": 1,
        "first": 1,
        "here": count - 1,
        "count": count + 1,
        "size": 1,
        "offset": 1,
    }.items():
        yield f"an end with {field} {value}", archive(members(FILES), end={field: value})
    yield "an end that is twice there", archive(members(FILES), after=archive(members(FILES))[-22:])
    wrong = {
        "length": 45,
        "made": 20,
        "needed": 20,
        "disk": 1,
        "first": 1,
        "here": 1,
        "count": 9,
        "size": 9,
        "offset": 9,
    }
    for field, value in wrong.items():
        yield f"a wide end with {field} {value}", archive(members(FILES), end64={field: value})
    for field, value in {"disk": 1, "offset": 1, "disks": 2}.items():
        yield f"a locator with {field} {value}", archive(members(FILES), end64={}, locator={field: value})
    for field, value in {"here": 0xFFFF, "count": 0xFFFF, "size": FULL, "offset": FULL}.items():
        yield f"a full {field}, and no wide end", archive(members(FILES), end={field: value})
        yield f"a full {field} beside a wide end", archive(members(FILES), end={field: value}, end64={})


def _with_odd_wide_numbers() -> Iterator[tuple[str, bytes]]:
    first = members(FILES)[0]
    size, packed = first.honest["size"], first.honest["packed"]
    full = {"size": FULL, "packed": FULL}
    odd_numbers: Mapping[str, Mapping[str, Any]] = {
        "one full number alone": {"record": {"size": FULL}, "extra": wide(size)},
        "numbers in another order": {"record": full, "extra": wide(packed, size)},
        "a number too many": {"record": full, "extra": wide(size, packed, 0)},
        "a number too few": {"record": full, "extra": wide(size)},
        "full numbers without a field": {"record": full},
        "a second field after them": {"record": full, "extra": wide(size, packed) + wide()},
        "another length of the field": {"record": full, "extra": b"\1\0\x0f\0" + wide(size, packed)[4:]},
        "a number beyond all": {"record": full, "extra": wide(size | 1 << 63, packed)},
        "other numbers before the content": {"local": full, "local_extra": wide(size, packed + 1)},
        "another place": {"record": {"offset": FULL}, "extra": wide(1)},
    }
    for name, changes in odd_numbers.items():
        yield f"wide: {name}", changed(**changes)
