"""One file, one meaning: no archive shows one history to one verifier and another one to the other."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from efe_infra.transparency.evidence import verify as verifier
from efe_infra.transparency.evidence.verify import Fault, verify_zip
from tests.infra.transparency.evidence.fuzz import mutants
from tests.infra.transparency.evidence.odd_archives import odd
from tests.infra.transparency.evidence.page import TABLE, Given, answers, write_cases
from tests.infra.transparency.evidence.synthetic import KEY
from tests.infra.transparency.evidence.two_meanings import by_unicode_path, stored, two_histories
from tests.infra.transparency.evidence.verifiers import by_file

RUNNER = Path(__file__).with_name("run_file.py")
PYTHONS = "python3.11", "python3.12", "python3.13"


def test_an_archive_with_two_histories_is_refused_by_both_verifiers(tmp_path: Path) -> None:
    one, other = two_histories()
    (tmp_path / "b.zip").write_bytes(archive := by_unicode_path(one, other))

    [by_page] = answers([Given((archive,))], tmp_path)
    with pytest.raises(Fault) as refused:
        verify_zip(tmp_path / "b.zip", KEY.vkey)

    assert (by_page.code, refused.value.code) == ("ARCHIVE_UNREADABLE", "ARCHIVE_UNREADABLE")


def test_each_of_the_two_histories_alone_is_proven(tmp_path: Path) -> None:
    archives = [stored({name: (data, b"") for name, data in each.items()}) for each in two_histories()]
    paths = [tmp_path / f"{number}.zip" for number in range(2)]
    for path, archive in zip(paths, archives, strict=True):
        path.write_bytes(archive)

    by_page = answers([Given((archive,)) for archive in archives], tmp_path)
    one, other = (verify_zip(path, KEY.vkey) for path in paths)

    assert [each.code for each in by_page] == [None, None]
    assert one.checkpoint != other.checkpoint


@pytest.mark.parametrize("python", PYTHONS)
def test_every_python_refuses_it(python: str, tmp_path: Path) -> None:
    program = with_cryptography(python)
    one, other = two_histories()
    (tmp_path / "two.zip").write_bytes(by_unicode_path(one, other))
    (tmp_path / "one.zip").write_bytes(stored({name: (data, b"") for name, data in one.items()}))

    done = [
        subprocess.run(
            [program, str(verifier.__file__), tmp_path / name, "--key", KEY.vkey], capture_output=True, check=False
        )
        for name in ("two.zip", "one.zip")
    ]

    assert [each.returncode for each in done] == [1, 0]
    assert b"ARCHIVE_UNREADABLE" in done[0].stderr


@pytest.mark.parametrize("python", PYTHONS)
def test_every_python_gives_the_same_verdicts(python: str, tmp_path: Path) -> None:
    program = with_cryptography(python)
    given = [*mutants(0, 600), *(Given((data,)) for _, data in odd())]
    write_cases(given, tmp_path)
    words = [program, "-W", "error", str(RUNNER), str(verifier.__file__), TABLE]

    done = subprocess.run(words, cwd=tmp_path, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [by_file(each, tmp_path) for each in given]


def with_cryptography(python: str) -> str:
    """Skips the test where this Python, or its package, is not installed."""
    program = shutil.which(python)
    needed = "from cryptography.hazmat.primitives.asymmetric import ed25519"  # its compiled half may be missing
    if not program or subprocess.run([program, "-c", needed], capture_output=True, check=False).returncode:
        pytest.skip(f"{python} with the package cryptography is not installed")
    return program
