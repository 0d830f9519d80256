"""Bundles that are not proven, are altered, or are none: they are not replayed, and the fault is named."""

import json
import tracemalloc
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.database import Database
from efe_infra.transparency.evidence import bundle_events
from efe_infra.transparency.evidence.bundle_events import Bundle, BundleUnreadable
from efe_infra.transparency.evidence.replay import ReplayFailed
from efe_infra.transparency.evidence.verify import Fault
from tests.infra.replay.bundles import VKEY, parts_of, stored, write_bundle, write_parts
from tests.infra.replay.replayed import changed, compared, replayed
from tests.infra.transparency.evidence.synthetic import YOUNG


def test_an_event_that_was_tampered_with_is_named(served: Database, elsewhere: Database, tmp_path: Path) -> None:
    """By whoever has the key too, and seals it anew."""
    position, body = next(
        (event.position, json.loads(event.state)["body"])
        for event in stored(served)
        if event.topic == "instance.body-set-up.v1" and b'"liege"' in event.state
    )
    damaged = changed(stored(served), position, "Plénière", "Plenière")

    replayed(write_bundle(tmp_path / "damaged.zip", damaged, Bassin.LIEGE), elsewhere)

    found = {each.table: each for each in compared(elsewhere, served, len(stored(served))).differences}
    assert set(found) == {"body", "recorded_event"}
    assert (found["body"].key, found["body"].field) == ({"id": body}, "name")
    assert (found["body"].replayed, found["body"].served) == ("Plenière", "Plénière")
    assert (found["recorded_event"].key, found["recorded_event"].field) == ({"position": position}, "changes")


def test_an_event_that_cannot_be_replayed_is_named(served: Database, elsewhere: Database, tmp_path: Path) -> None:
    position = next(event.position for event in stored(served)[4:] if b'"liege"' in event.state)
    damaged = changed(stored(served), position, ".v1", ".v9")

    with pytest.raises(ReplayFailed, match=f"position {position} "):
        replayed(write_bundle(tmp_path / "damaged.zip", damaged, Bassin.LIEGE), elsewhere)


def test_an_event_that_no_table_can_hold_is_one_line(served: Database, elsewhere: Database, tmp_path: Path) -> None:
    position = next(
        event.position for event in stored(served) if "Plénière".encode() in event.state and b'"liege"' in event.state
    )
    damaged = changed(stored(served), position, "Plénière", r"\u0000")

    with pytest.raises(ReplayFailed, match="ne se rejouent pas") as refused:
        replayed(write_bundle(tmp_path / "damaged.zip", damaged, Bassin.LIEGE), elsewhere)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("part", "old", "new", "code"),
    [
        ("events.jsonl", "Plénière", "Plenière", "EVENTS_ALTERED"),
        ("events.jsonl", "Un plateau", "Le plateau", "JOIN_FALSE"),
        ("events.jsonl", '{"originator_id"', '{ "originator_id"', "MALFORMED"),
        ("instance.json", '"size":', '"size":1', "EVENTS_MISSING"),
        ("checkpoint.note", "\n—", "\n-", "MALFORMED"),
    ],
)
def test_what_is_not_proven_is_not_replayed(
    served: Database, elsewhere: Database, tmp_path: Path, part: str, old: str, new: str, code: str
) -> None:
    bundle = write_bundle(tmp_path / "namur.zip", stored(served), Bassin.NAMUR)
    parts = parts_of(bundle)
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode(), 1)

    with pytest.raises(Fault) as refused:
        replayed(write_parts(tmp_path / "damaged.zip", parts), elsewhere)

    assert refused.value.code == code


def test_a_bundle_of_another_key_is_not_replayed(elsewhere: Database, bundle: Path) -> None:
    with pytest.raises(Fault, match="clé") as refused:
        Bundle(bundle, YOUNG.vkey)

    assert refused.value.code == "SIGNATURE_MISSING"


def test_a_file_that_is_no_bundle_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"x")

    for path in (tmp_path / "x.zip", tmp_path / "none.zip"):
        with pytest.raises(BundleUnreadable, match="n'est pas un paquet") as refused:
            Bundle(path, VKEY)
        assert "\n" not in str(refused.value)


def test_a_line_without_end_is_refused_in_little_memory(elsewhere: Database, bundle: Path, tmp_path: Path) -> None:
    """A zip of some kilobytes may hold a line of gigabytes."""
    endless = tmp_path / "endless.zip"
    with ZipFile(endless, "w", ZIP_DEFLATED) as file:
        for name, content in parts_of(bundle).items():
            if name != "events.jsonl":
                file.writestr(name, content, ZIP_STORED)
        with file.open("events.jsonl", "w", force_zip64=True) as line:
            for _ in range(16):
                line.write(1_000_000 * b" ")
    tracemalloc.start()

    with pytest.raises(Fault) as refused:
        replayed(endless, elsewhere)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused.value.code == "FILE_TOO_LARGE"
    assert peak < 30_000_000


def test_long_lines_are_not_held_together(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_events, "PAGE_BYTES", 2000)
    with Bundle(bundle, VKEY) as opened:
        pages = list(opened.pages(0))
        whole = [event.position for page in pages for event in page]

    assert max(sum(len(event.state) for event in page) for page in pages if len(page) > 1) <= 2000
    assert whole == sorted(set(whole))
    assert len(whole) == parts_of(bundle)["events.jsonl"].count(b"\n")
