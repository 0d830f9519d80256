"""Bounds of FORMAT.md, one below, at and above each: both verifiers draw the line at the same byte."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tests.infra.transparency.evidence.histories import a_history
from tests.infra.transparency.evidence.page import Given, answers
from tests.infra.transparency.evidence.synthetic import Ledger
from tests.infra.transparency.evidence.verifiers import by_file
from tests.infra.transparency.evidence.zip_writer import Member, archive, member, members

SMALL = a_history()
FILES = SMALL.bundle("liege")
LINE_BYTES, FILE_BYTES, TABLE_BYTES, MEMBERS = 1 << 22, 1 << 16, 1 << 18, 1024
RATIO, SPARE_BYTES = 100, 1 << 24

type Case = tuple[str, Given, str | None]


def with_line_of(length: int) -> Ledger:
    """History whose first line has this length, with its line feed."""
    event = SMALL.events[0].saying(text="")
    padded = event.saying(text="x" * (length - len(event.line(1))))
    return replace(SMALL, events=(padded, *SMALL.events[1:]))


def lines() -> Iterator[Case]:
    for length, code in ((LINE_BYTES - 1, None), (LINE_BYTES, None), (LINE_BYTES + 1, "FILE_TOO_LARGE")):
        files = with_line_of(length).bundle("liege")
        yield f"a line of {length} bytes", Given((archive(members(files)),)), code
    for length, code in ((LINE_BYTES, "MALFORMED"), (LINE_BYTES + 1, "FILE_TOO_LARGE")):
        files = FILES | {"events.jsonl": b"x" * length}
        yield f"{length} bytes without a line feed", Given((archive(members(files)),)), code


def small_files() -> Iterator[Case]:
    for length, code in ((FILE_BYTES, None), (FILE_BYTES + 1, "FILE_TOO_LARGE")):
        note = SMALL.note(beside=b"x\n")
        longer = SMALL.note(beside=b"x" * (length - len(note) + 1) + b"\n")
        kept = SMALL.note(5, beside=b"x" * (length - len(SMALL.note(5, beside=b"x\n")) + 1) + b"\n")
        assert len(longer) == len(kept) == length
        yield f"a checkpoint of {length} bytes", Given((archive(members(FILES | {"checkpoint.note": longer})),)), code
        yield f"a kept one of {length} bytes", Given((archive(members(FILES)),), since=(kept,)), code


def archives() -> Iterator[Case]:
    for count, code in ((MEMBERS, None), (MEMBERS + 1, "ARCHIVE_UNREADABLE")):
        files = [*members(FILES), *(member(f"{number}", b"", 0) for number in range(count - len(FILES)))]
        yield f"{count} files", Given((archive(files),)), code
    own = sum(46 + len(each.name) for each in members(FILES))
    for length, code in ((TABLE_BYTES, None), (TABLE_BYTES + 1, "ARCHIVE_UNREADABLE")):
        names = [f"{number:05}" + "a" * 300 for number in range((length - own) // 351 - 1)]
        rest = length - own - 351 * len(names)
        assert rest > 46
        files = [*members(FILES), *(member(name, b"", 0) for name in names), member("b" * (rest - 46), b"", 0)]
        yield f"a table of {length} bytes", Given((archive(files),)), code
    for beyond, code in ((0, None), (1, "ARCHIVE_UNREADABLE")):
        yield f"{beyond} bytes more than the ratio allows", Given((packed_to_the_bound(beyond),)), code


def packed_to_the_bound(beyond: int) -> bytes:
    """Archive in which the deflated files unpack to as much as they may, and so many bytes beyond."""
    files = [*members(FILES), member("large", bytes(SPARE_BYTES))]
    while (room := room_in(files)) > 6_000:
        files.append(member(f"zeros-{len(files)}", bytes(room - 4_000)))
    last = (member("last", (text * size)[:size]) for text in (b"0", b"01", b"012", b"0123") for size in range(20_000))
    return archive([*files, next(each for each in last if room_in([each], 0) == -room - beyond)])


def room_in(files: Sequence[Member], spare: int = SPARE_BYTES) -> int:
    """Bytes that deflated files could unpack to beside those that they do."""
    deflated = [each.honest for each in files if each.honest["method"] == 8]
    return spare + sum(RATIO * each["packed"] - each["size"] for each in deflated)


def test_both_verifiers_draw_every_bound_at_the_same_byte(tmp_path: Path) -> None:
    cases = [*lines(), *small_files(), *archives()]
    (tmp_path / "file").mkdir()

    pages = [answer.code for answer in answers([given for _, given, _ in cases], tmp_path)]
    files = [by_file(given, tmp_path / "file") for _, given, _ in cases]

    expected = [(name, code, code) for name, _, code in cases]
    assert [(name, one, other) for (name, *_), one, other in zip(cases, files, pages, strict=True)] == expected
