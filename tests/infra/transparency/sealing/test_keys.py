"""The keys of the log: made once, changed in the open, never in the database."""

import pytest

from efe_domain.transparency.notes import Checkpoint
from efe_infra.transparency.sealing.errors import KeyMissing, OriginFixed, OriginInvalid
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.sealer import Sealer
from efe_infra.transparency.sealing.signing import Signing
from tests.infra.ledger.given import racing
from tests.infra.transparency.sealing.given import LOG, Ledger


def test_a_key_is_made_once_and_only_its_owner_reads_it(ledger: Ledger) -> None:
    ledger.write(3)
    ledger.sealer().run()
    ledger.write(3)
    ledger.sealer().run()

    [file] = (ledger.home / "keys").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert [key.name for key in ledger.keys] == [LOG]
    assert file.name == f"seal-{ledger.keys[0].hash.hex()}.pem"


def test_the_checkpoint_after_a_rotation_is_signed_by_both_keys(ledger: Ledger) -> None:
    for rotated in (False, True, False, False):
        if rotated:
            new = ledger.sealer().rotate()
        ledger.write(3)
        ledger.sealer().run()

    old, current = ledger.keys
    assert current == new
    assert [note.verified(ledger.keys) for note in ledger.notes] == [[old], [old, current], [current], [current]]
    ledger.check_sealed()


def test_keys_changed_twice_between_two_checkpoints_all_sign(ledger: Ledger) -> None:
    ledger.write(3)
    ledger.sealer().run()
    ledger.sealer().rotate()
    ledger.sealer().rotate()
    ledger.write(3)
    ledger.sealer().run()

    assert ledger.notes[-1].verified(ledger.keys) == ledger.keys
    assert len(ledger.keys) == 3


def test_a_key_changed_before_the_first_event_signs_with_the_first(ledger: Ledger) -> None:
    ledger.sealer().rotate()
    ledger.write(3)
    ledger.sealer().run()

    assert ledger.notes[0].verified(ledger.keys) == ledger.keys
    assert len(ledger.keys) == 2


def test_rotating_and_sealing_at_once_lose_nothing(ledger: Ledger) -> None:
    ledger.write(60)

    done = racing(ledger.sealer().run, ledger.sealer().rotate, ledger.sealer().run, ledger.sealer().rotate)

    assert [each for each in done if isinstance(each, BaseException)] == []
    ledger.write(3)
    ledger.sealer().run()
    ledger.check_sealed()
    assert ledger.notes[-1].verified(ledger.keys[-1:]) == ledger.keys[-1:]


def test_without_its_private_key_nothing_is_signed(ledger: Ledger) -> None:
    ledger.write(3)
    ledger.sealer().run()
    [file] = (ledger.home / "keys").iterdir()
    file.unlink()
    ledger.write(3)

    with pytest.raises(KeyMissing, match=file.name):
        ledger.sealer().run()

    assert ledger.seal_rows()["ledger_checkpoint"] == 1


def test_a_key_under_the_name_of_another_is_not_taken(ledger: Ledger) -> None:
    ledger.write(3)
    ledger.sealer().run()
    [file] = (ledger.home / "keys").iterdir()
    KeyFiles(ledger.home).make(LOG)
    [other] = set((ledger.home / "keys").iterdir()) - {file}
    other.rename(file)
    ledger.write(3)

    with pytest.raises(KeyMissing):
        ledger.sealer().run()


def test_a_log_keeps_its_origin(ledger: Ledger) -> None:
    ledger.write(3)
    ledger.sealer().run()
    files = KeyFiles(ledger.home)

    with pytest.raises(OriginFixed):
        Sealer(ledger.database, Signing(files, "elsewhere.example/efe")).run()

    assert Sealer(ledger.database, Signing(files)).run().checkpoint is not None


def test_without_a_choice_the_origin_is_of_this_installation_alone(ledger: Ledger) -> None:
    ledger.write(3)

    Sealer(ledger.database, Signing(KeyFiles(ledger.home))).run()

    origin = Checkpoint.parse(ledger.notes[0].text).origin
    assert origin.startswith("efe-synergies.local/")
    assert len(origin) > 30
    assert ledger.keys[0].name == origin


@pytest.mark.parametrize("origin", ["", "with space", "with+plus", "a\tb", "x.example/ledger"])
def test_an_origin_that_no_note_can_carry_is_refused(ledger: Ledger, origin: str) -> None:
    with pytest.raises(OriginInvalid):
        Signing(KeyFiles(ledger.home), origin)
