"""Zip archives that hold an honest bundle, or only seem to: somebody without any key makes them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from unittest.mock import patch

from tests.infra.transparency.evidence.histories import a_history
from tests.infra.transparency.evidence.odd_archives import odd
from tests.infra.transparency.evidence.page import zipped
from tests.infra.transparency.evidence.synthetic import Files
from tests.infra.transparency.evidence.zip_writer import FULL, Member, archive, members, wide

FILES = a_history().bundle("liege")
WHOLE = zipped(FILES)
UNREADABLE = "ARCHIVE_UNREADABLE"
MEMBERS = 1024
"""Files at most of an archive."""
LONG_NAMES = [f"{number:0>4000}" for number in range(1100)]
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def honest() -> Mapping[str, bytes]:
    return {
        "stored": zipped(FILES, zipfile.ZIP_STORED),
        "deflated": WHOLE,
        "zip64": zip64(FILES),
        "of another writer": archive(members(FILES)),
        "with wide numbers that are small": archive([widened(each) for each in members(FILES)], end64={}),
        "with a bomb that nobody reads": zipped(FILES | {"LISEZMOI.txt": bytes(1 << 24)}),
        "of as many files as may be": zipped(FILES | dict.fromkeys(map(str, range(MEMBERS - len(FILES))), b"")),
        "in another order": zipped(dict(reversed(FILES.items()))),
        "with conveniences": zipped(FILES | {"verify.py": b"x", "schemas/a.b.v1.json": b"{}", "keys/1.vkey": b""}),
    }


def forged() -> Iterator[tuple[str, bytes, str]]:
    """Name, archive, code."""
    yield "nothing", b"", UNREADABLE
    yield "no zip", b"x" * 100, UNREADABLE
    yield "an empty zip", zipped({}), "FILE_MISSING"
    yield "streamed, sizes after the content", streamed(FILES), UNREADABLE
    yield "with a comment", commented(b"Paquet de preuves"), UNREADABLE
    for name, data in odd():
        yield name, data, UNREADABLE
    for part in range(1, 10):
        yield f"cut to {part} tenths", WHOLE[: len(WHOLE) * part // 10], UNREADABLE
    yield "cut by a byte", WHOLE[:-1], UNREADABLE
    yield "a byte before", b"x" + WHOLE, UNREADABLE
    yield "a byte after", WHOLE + b"x", UNREADABLE
    for name in FILES:
        yield f"{name} twice", twice(name), "FILE_DUPLICATE"
        yield f"{name} and its twin", zipped(FILES | {name.title(): b""}), "FILE_DUPLICATE"
    yield (
        "a name that ends early",
        zipped(FILES | {"events.jsonl?": b""}).replace(b".jsonl?", b".jsonl\0"),
        UNREADABLE,
    )
    yield "encrypted", central(8, 1), UNREADABLE
    yield "of a method that is not admitted", central(10, 12), UNREADABLE
    yield "another method than the content has", central(10, 0), UNREADABLE
    yield "a checksum that is another", central(16, 1), UNREADABLE
    yield "fewer bytes than said", central(24, 0xFFFFFF), UNREADABLE
    yield "more bytes than said", central(24, 1), UNREADABLE
    yield "packed beyond the end", central(20, 0xFFFFFF), UNREADABLE
    yield "an offset beyond the end", central(42, 0xFFFFFF), UNREADABLE
    yield "a member within another", central(42, 4), UNREADABLE
    yield (
        "another name before the content",
        WHOLE.replace(LOCAL + WHOLE[4:30] + b"instance", LOCAL + WHOLE[4:30] + b"instanc3"),
        UNREADABLE,
    )
    yield "more members than there are", end(10, 6), UNREADABLE
    yield "fewer members than there are", end(10, 4), UNREADABLE
    yield "of several disks", end(4, 1), UNREADABLE
    yield "two members that share their bytes", shared(), UNREADABLE
    yield "another archive before it", hiding(0), UNREADABLE
    yield "another archive among its members", hiding(1), UNREADABLE
    yield "another archive after its members", hiding(len(FILES)), UNREADABLE
    yield "a name that is no UTF-8", central(8, 1 << 11).replace(b"instance.json", b"instanc\xff.json"), UNREADABLE
    yield "a table of contents of millions of bytes", zipped(FILES | dict.fromkeys(LONG_NAMES, b"")), UNREADABLE
    yield "a table of contents of 300 KiB", zipped(FILES | dict.fromkeys(LONG_NAMES[:75], b"")), UNREADABLE
    yield "a file too many", zipped(FILES | dict.fromkeys(map(str, range(MEMBERS - len(FILES) + 1)), b"")), UNREADABLE
    yield "flipped in what is deflated", flipped(WHOLE.index(b"events.jsonl") + 40), UNREADABLE
    yield "zip64 that says otherwise", zip64(FILES)[:-12] + b"\6" + zip64(FILES)[-11:], UNREADABLE
    yield "zip64 without its numbers", zip64(FILES).replace(b"PK\x06\x07", b"PK\x06\x08"), UNREADABLE
    zeros = bytes(1 << 24)
    for name in ("genesis.json", "instance.json", "checkpoint.note"):
        yield f"a bomb in {name}", zipped(FILES | {name: zeros}), "FILE_TOO_LARGE"
    yield "a bomb of 20 MiB in events.jsonl", zipped(FILES | {"events.jsonl": bytes(20 << 20)}), UNREADABLE
    yield "a bomb in events.jsonl", zipped(FILES | {"events.jsonl": zeros}), "FILE_TOO_LARGE"
    yield "others.bin deflated", deflated("others.bin", FILES["others.bin"]), UNREADABLE
    yield "others.bin deflated, and nothing in it", deflated("others.bin", b""), UNREADABLE
    yield "a bomb in others.bin", deflated("others.bin", zeros), UNREADABLE
    yield "a bomb of entries in others.bin", deflated("others.bin", 500_000 * FILES["others.bin"][:34]), UNREADABLE


def deflated(name: str, data: bytes) -> bytes:
    """Though that file must be stored: few bytes of it would be the work of many."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for each, content in (FILES | {name: data}).items():
            archive.writestr(each, content, zipfile.ZIP_DEFLATED if each == name else None)
    return target.getvalue()


def widened(each: Member) -> Member:
    """As the exporter writes a file whose size it does not know beforehand."""
    numbers = {"size": FULL, "packed": FULL, "needed": 45}
    extra = wide(each.honest["size"], each.honest["packed"])
    return replace(each, local=numbers, local_extra=extra, record={"needed": 45, "made": 45})


def zip64(files: Files) -> bytes:
    """As if the archive were of four gibibytes."""
    with patch.object(zipfile, "ZIP64_LIMIT", 1), patch.object(zipfile, "ZIP_FILECOUNT_LIMIT", 1):
        made = zipped(files)
    assert b"PK\x06\x06" in made
    return made


def streamed(files: Files) -> bytes:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.data += bytes(data)  # type: ignore[call-overload]
            return len(bytes(data))  # type: ignore[call-overload]

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name.endswith(".bin") else None)
    return pipe.data


def commented(comment: bytes) -> bytes:
    target = io.BytesIO(WHOLE)
    with zipfile.ZipFile(target, "a") as archive:
        archive.comment = comment
    return target.getvalue()


def hiding(at: int) -> bytes:
    """Bytes before one of the members, which only a tool sees that reads files as they come: forged ones."""
    target, forged = io.BytesIO(), zipped({"events.jsonl": b"{}"}, zipfile.ZIP_STORED)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, data) in enumerate([*FILES.items(), (None, b"")]):
            if number == at:
                archive.start_dir = target.write(forged) + archive.start_dir
            if name:
                archive.writestr(name, data, zipfile.ZIP_STORED if name.endswith(".bin") else None)
    return target.getvalue()


def twice(name: str) -> bytes:
    """A second one of the same content."""
    spare = f"x{name[1:]}"
    return zipped(FILES | {spare: FILES[name]}).replace(spare.encode(), name.encode())


def central(at: int, value: int) -> bytes:
    """A number of the first member, in the table of contents, is another."""
    return poked(WHOLE.index(CENTRAL) + at, value, 2 if at < 16 else 4)


def end(at: int, value: int) -> bytes:
    return poked(WHOLE.rindex(END) + at, value, 2)


def poked(place: int, value: int, size: int) -> bytes:
    return WHOLE[:place] + value.to_bytes(size, "little") + WHOLE[place + size :]


def flipped(at: int) -> bytes:
    return WHOLE[:at] + bytes([WHOLE[at] ^ 0xFF]) + WHOLE[at + 1 :]


def shared() -> bytes:
    """A hundred entries for the same bytes: few are read as many."""
    name, data = b"a", zlib.compress(bytes(1 << 16))[2:-4]
    head = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, zlib.crc32(bytes(1 << 16)), len(data), 1 << 16, len(name), 0)
    local = LOCAL + head + name + data
    entries = b"".join(
        CENTRAL + b"\x14\0" + head + struct.pack("<HHHII", 0, 0, 0, 0, 0) + bytes([97 + number])
        for number in range(20)
    )
    return local + entries + END + struct.pack("<HHHHIIH", 0, 0, 20, 20, len(entries), len(local), 0)
