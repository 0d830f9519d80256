"""Zip archives that somebody without any key makes, before the auditor's verifier and its command."""

import os
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from efe_infra.transparency.evidence import verify as verifier
from efe_infra.transparency.evidence.verify import Fault, verify_zip
from tests.infra.transparency.evidence.archives import FILES, LONG_NAMES, UNREADABLE, WHOLE, central, forged, honest
from tests.infra.transparency.evidence.histories import a_history
from tests.infra.transparency.evidence.page import zipped
from tests.infra.transparency.evidence.synthetic import KEY, Signer

FORGED = [*forged(), ("of a version that nobody reads", central(6, 999), UNREADABLE)]


@pytest.mark.parametrize("name", honest())
def test_an_archive_is_read_however_it_was_written(name: str, tmp_path: Path) -> None:
    assert verify_zip(written(tmp_path, honest()[name]), KEY.vkey).bassin == "liege"


@pytest.mark.parametrize(("data", "code"), [each[1:] for each in FORGED], ids=[each[0] for each in FORGED])
def test_an_archive_that_another_tool_may_read_otherwise_is_refused(data: bytes, code: str, tmp_path: Path) -> None:
    with pytest.raises(Fault) as refused:
        verify_zip(written(tmp_path, data), KEY.vkey)

    assert refused.value.code == code


def test_a_table_of_contents_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = written(tmp_path, zipped(FILES | dict.fromkeys(LONG_NAMES, b"")))
    tracemalloc.start()

    with pytest.raises(Fault):
        verify_zip(path, KEY.vkey)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < len(LONG_NAMES) * len(LONG_NAMES[0]) / 4


def test_whatever_byte_of_its_places_is_false_the_archive_is_refused_or_proven(tmp_path: Path) -> None:
    """Never another exception: an auditor would not know what it means."""
    codes = set[str]()
    for at in range(WHOLE.index(b"PK\x01\x02"), len(WHOLE)):
        for value in {0, 0x7F, 0xFF} - {WHOLE[at]}:
            path = written(tmp_path, WHOLE[:at] + bytes([value]) + WHOLE[at + 1 :])
            try:
                verify_zip(path, KEY.vkey)
            except Fault as fault:
                codes.add(fault.code)

    assert codes == {UNREADABLE}


def test_a_terminal_that_lacks_letters_is_told_nevertheless(tmp_path: Path) -> None:
    signer = Signer("漢/ledger")
    path = written(tmp_path, zipped(replace(a_history(), origin=signer.name, signers=(signer,)).bundle("liege")))
    command = [sys.executable, verifier.__file__, str(path), "--key", signer.vkey]

    done = subprocess.run(
        command, env=os.environ | {"PYTHONIOENCODING": "cp1252"}, capture_output=True, check=False, timeout=60
    )

    assert done.returncode == 0, done.stderr
    assert b"\\u6f22" in done.stdout


def written(folder: Path, data: bytes) -> Path:
    path = folder / "bundle.zip"
    path.write_bytes(data)
    return path
