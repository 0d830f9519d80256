"""A bundle is a zip file: one that is cut, damaged, ambiguous or packed otherwise is refused."""

import warnings
import zipfile
from pathlib import Path

import pytest

from efe_infra.transparency.evidence.verify import Fault, verify_zip
from tests.infra.transparency.evidence.attacks_given import SMALL
from tests.infra.transparency.evidence.synthetic import KEY, rezipped


def test_a_zip_is_read_whenever_its_files_are_from(tmp_path: Path) -> None:
    target = tmp_path / "bundle.zip"
    with zipfile.ZipFile(target, "w") as zipped:
        for name, data in SMALL.bundle("liege").items():
            member = zipfile.ZipInfo(name, (1999, 12, 31, 0, 0, 0))
            zipped.writestr(member, data)

    assert verify_zip(target, KEY.vkey).size == 12


def test_a_zip_with_two_files_of_one_name_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "bundle.zip"
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(target, "w") as zipped:
        for _ in range(2):
            zipped.writestr("events.jsonl", b"")

    with pytest.raises(Fault) as raised:
        verify_zip(target, KEY.vkey)

    assert (raised.value.code, raised.value.where) == ("FILE_DUPLICATE", "events.jsonl")


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_that_is_packed_otherwise_is_refused(tmp_path: Path, how: int) -> None:
    target = tmp_path / "bundle.zip"
    with zipfile.ZipFile(target, "w", how) as zipped:
        for name, data in SMALL.bundle("liege").items():
            zipped.writestr(name, data)

    with pytest.raises(Fault) as raised:
        verify_zip(target, KEY.vkey)

    assert raised.value.code == "ARCHIVE_UNREADABLE"


@pytest.mark.parametrize("cut", [0, 10, 200, -1, -30])
def test_a_zip_that_was_cut_is_refused(tmp_path: Path, cut: int) -> None:
    target = tmp_path / "bundle.zip"
    rezipped(SMALL.bundle("liege"), target)
    target.write_bytes(target.read_bytes()[:cut])

    with pytest.raises(Fault) as raised:
        verify_zip(target, KEY.vkey)

    assert raised.value.code == "ARCHIVE_UNREADABLE"


def test_a_damaged_member_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "bundle.zip"
    rezipped(SMALL.bundle("liege"), target)
    whole = bytearray(target.read_bytes())
    whole[whole.index(b"events.jsonl") + 20] ^= 0xFF
    target.write_bytes(whole)

    with pytest.raises(Fault) as raised:
        verify_zip(target, KEY.vkey)

    assert raised.value.code == "ARCHIVE_UNREADABLE"
