"""`efe seal` and the keys of the log."""

from pathlib import Path

from efe_domain.transparency.notes import Checkpoint, Note, VerifierKey
from efe_infra.postgres.database import Database
from tests.infra.cli.here import efe as here
from tests.infra.cli.process import environment, fails_in_one_line


def test_sealing_says_what_it_sealed_and_gives_the_checkpoint(database: Database, tmp_path: Path) -> None:
    env = environment(tmp_path, database)
    here("grant", "--account", "administration", "--role", "administrator", env=env)

    first = here("seal", env={**env, "EFE_ORIGIN": "tests.example/efe"})
    again = here("seal", env=env)

    assert "Événements scellés : 1." in first.stderr
    assert "Événements scellés : 0." in again.stderr
    assert first.stdout == again.stdout
    assert Checkpoint.parse(Note.parse(first.stdout).text).size == 1 + 1  # what it begins with, and the event


def test_a_key_is_rotated_and_told(database: Database, tmp_path: Path) -> None:
    env = environment(tmp_path, database)
    here("grant", "--account", "administration", "--role", "administrator", env=env)

    before = here("key", "show", env=env)
    rotated = here("key", "rotate", env=env)
    sealed = here("seal", env=env)
    shown = here("key", "show", env=env)

    assert (before.returncode, before.stdout) == (1, "")
    assert "efe seal" in before.stderr
    assert shown.stdout.splitlines()[1:] == rotated.stdout.splitlines()
    assert len({*shown.stdout.splitlines()}) == 2
    key = VerifierKey.parse(rotated.stdout.strip())
    note = Note.parse(sealed.stdout)
    assert note.verified([key]) == [key]
    assert len(note.signatures) == 2


def test_another_origin_than_that_of_the_log_is_one_line(database: Database, tmp_path: Path) -> None:
    env = environment(tmp_path, database)
    here("seal", env={**env, "EFE_ORIGIN": "tests.example/efe"})

    other = here("seal", env={**env, "EFE_ORIGIN": "tests.example/other"})
    unfit = here("seal", env={**env, "EFE_ORIGIN": "tests example"})

    assert fails_in_one_line(other), other.stderr
    assert fails_in_one_line(unfit), unfit.stderr
