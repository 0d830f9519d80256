"""Two platforms: the log is served over a socket, and the other one looks at it."""

import pytest

from efe_domain.transparency.notes import Checkpoint, KeyType, Note, VerifierKey
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.sealer import Sealer
from efe_infra.transparency.sealing.signing import Signing
from efe_infra.transparency.witness.log_client import MAX_ANSWER_BYTES, LogClient
from efe_infra.transparency.witness.refusals import (
    AnswerInvalid,
    BadSignature,
    LogUnreachable,
    NothingSealed,
    NotTaken,
    RolledBack,
    SplitView,
    UnknownKey,
    WrongOrigin,
)
from tests.infra.transparency.sealing.given import LOG, Ledger
from tests.infra.transparency.witness.conftest import Databases
from tests.infra.transparency.witness.given import Address, Watcher, answering, restored, sealed, twin


def seen(address: Address, log: Ledger, watcher: Watcher) -> None:
    """The log as it is, cosigned and given back."""
    key = watcher.memory.key()
    with address.serving(log, [key]) as url:
        watching = watcher.of(url, *log.keys)
        watching.give(watching.cosign())


def roots(*notes: Note) -> list[tuple[int, bytes]]:
    return [(found.size, found.root) for found in (Checkpoint.parse(note.text) for note in notes)]


def test_a_log_that_grows_is_cosigned_and_publishes_it(address: Address, log: Ledger, watcher: Watcher) -> None:
    seen(address, log, watcher)
    sealed(log, 30)
    seen(address, log, watcher)

    key = watcher.memory.key()
    with address.serving(log) as url, LogClient(url) as published:
        first, newest, between = published.checkpoint(4), published.checkpoint(), published.checkpoint(11)
    assert first
    assert newest
    assert between
    assert Note.parse(first).verified([*log.keys, key]) == [*log.keys, key]
    assert Note.parse(newest).verified([*log.keys, key]) == [*log.keys, key]
    assert Note.parse(between).verified([*log.keys, key]) == log.keys
    assert watcher.sizes == [4, 34]
    assert len(log.notes) > 3


def test_a_log_that_stands_still_is_not_cosigned_again(address: Address, log: Ledger, watcher: Watcher) -> None:
    with address.serving(log) as url:
        first = watcher.of(url, *log.keys).cosign()
        again = watcher.of(url, *log.keys).cosign()

    assert first == again
    assert watcher.sizes == [4]


def test_two_roots_of_one_size_are_a_split_view(
    address: Address, log: Ledger, watcher: Watcher, databases: Databases
) -> None:
    seen(address, log, watcher)

    with (
        address.serving(twin(log, databases.fresh(), events=3)) as url,
        pytest.raises(SplitView) as refused,
    ):
        watcher.of(url, *log.keys).cosign()

    [(before, now)] = [tuple(map(Note.parse, split)) for split in watcher.splits]
    assert (before, now) == (refused.value.cosigned, refused.value.other)
    assert before.verified(log.keys) == now.verified(log.keys) == log.keys
    (size, root), (other_size, other_root) = roots(before, now)
    assert size == other_size == 4
    assert root != other_root
    assert watcher.sizes == [4]


def test_a_larger_log_that_goes_on_from_another_past_is_a_split_view(
    address: Address, log: Ledger, watcher: Watcher, databases: Databases
) -> None:
    seen(address, log, watcher)

    with (
        address.serving(sealed(twin(log, databases.fresh(), events=3), 27)) as url,
        pytest.raises(SplitView) as refused,
    ):
        watcher.of(url, *log.keys).cosign()

    (size, root), (other_size, other_root) = roots(refused.value.cosigned, refused.value.other)
    assert size == other_size == 4
    assert root != other_root
    assert watcher.sizes == [4]


def test_a_larger_log_that_denies_its_past_is_a_split_view(
    address: Address, log: Ledger, watcher: Watcher, databases: Databases
) -> None:
    seen(address, log, watcher)
    other = sealed(twin(log, databases.fresh(), events=3), 27)
    other.rewrite("seal.ledger_checkpoint", "delete from seal.ledger_checkpoint where size = 4")

    with address.serving(other) as url, pytest.raises(SplitView) as refused:
        watcher.of(url, *log.keys).cosign()

    assert [size for size, _ in roots(refused.value.cosigned, refused.value.other)] == [4, 31]
    assert len(watcher.splits) == 1


def test_a_log_that_is_restored_from_an_older_copy_is_rolled_back(
    address: Address, log: Ledger, watcher: Watcher, databases: Databases
) -> None:
    older = restored(log, databases.copy_of(log.database), events=3)
    sealed(log)
    seen(address, log, watcher)

    with address.serving(older) as url, pytest.raises(RolledBack):
        watcher.of(url, *log.keys).cosign()

    assert watcher.sizes == [7]
    assert watcher.splits == []


def test_a_restored_log_that_went_on_differently_is_a_split_view(
    address: Address, log: Ledger, watcher: Watcher, databases: Databases
) -> None:
    older = restored(log, databases.copy_of(log.database), events=3)
    sealed(log)
    seen(address, log, watcher)
    sealed(older, 30)

    with address.serving(older) as url, pytest.raises(SplitView):
        watcher.of(url, *log.keys).cosign()

    assert watcher.sizes == [7]


def test_a_smaller_log_with_another_root_than_was_cosigned_then_is_a_split_view(
    address: Address, log: Ledger, watcher: Watcher, databases: Databases
) -> None:
    seen(address, log, watcher)
    sealed(log)
    seen(address, log, watcher)

    with address.serving(twin(log, databases.fresh(), events=3)) as url, pytest.raises(SplitView):
        watcher.of(url, *log.keys).cosign()

    assert len(watcher.splits) == 1


def test_a_log_that_is_empty_again_is_rolled_back(
    address: Address, log: Ledger, watcher: Watcher, databases: Databases
) -> None:
    seen(address, log, watcher)

    with address.serving(Ledger(databases.fresh(), log.home)) as url, pytest.raises(RolledBack):
        watcher.of(url, *log.keys).cosign()


def test_what_another_key_signed_is_refused(address: Address, log: Ledger, watcher: Watcher) -> None:
    with address.serving(log) as url, pytest.raises(UnknownKey):
        watcher.of(url, KeyFiles(log.home).make(LOG)).cosign()

    assert watcher.sizes == []


def test_a_checkpoint_that_was_touched_is_refused(address: Address, log: Ledger, watcher: Watcher) -> None:
    log.rewrite(
        "seal.ledger_checkpoint", r"update seal.ledger_checkpoint set note = replace(note, E'\n4\n', E'\n5\n')"
    )

    with address.serving(log) as url, pytest.raises(BadSignature):
        watcher.of(url, *log.keys).cosign()

    assert watcher.sizes == []


def test_another_log_at_the_address_is_refused(address: Address, log: Ledger, watcher: Watcher) -> None:
    elsewhere = VerifierKey("elsewhere.example/efe", KeyType.LOG, log.keys[0].public)

    with address.serving(log) as url, pytest.raises(WrongOrigin):
        watcher.of(url, elsewhere).cosign()

    assert watcher.sizes == []


def test_after_a_rotation_either_key_will_do_and_then_the_new_one(
    address: Address, log: Ledger, watcher: Watcher
) -> None:
    [old] = log.keys
    seen(address, log, watcher)
    new = log.sealer().rotate()
    sealed(log)
    with address.serving(log) as url:
        watcher.of(url, old).cosign()
        sealed(log)

        with pytest.raises(UnknownKey):
            watcher.of(url, old).cosign()
        watcher.of(url, old, new).cosign()

    assert watcher.sizes == [4, 7, 10]


def test_a_log_without_a_checkpoint_is_for_later(address: Address, watcher: Watcher, log: Ledger) -> None:
    with address.serving(watcher.ledger) as url, pytest.raises(NothingSealed):
        watcher.of(url, *log.keys).cosign()


def test_nobody_at_the_address_is_for_later(address: Address, watcher: Watcher, log: Ledger) -> None:
    with pytest.raises(LogUnreachable):
        watcher.of(address.url, *log.keys).cosign()


def test_a_witness_that_the_log_does_not_know_keeps_its_cosignature(
    address: Address, log: Ledger, watcher: Watcher
) -> None:
    with address.serving(log) as url:
        watching = watcher.of(url, *log.keys)
        cosigned = watching.cosign()
        with pytest.raises(NotTaken, match="EFE_WITNESSES"):
            watching.give(cosigned)

    seen(address, log, watcher)

    assert watcher.sizes == [4]
    assert log.rows("select line from seal.ledger_cosignature") == [(str(cosigned.note.signatures[-1]),)]


def test_each_log_is_remembered_for_itself(
    address: Address, log: Ledger, watcher: Watcher, databases: Databases
) -> None:
    seen(address, sealed(log), watcher)
    other = Ledger(databases.fresh(), log.home)
    key = KeyFiles(log.home).make("b.example/ledger")
    other.run(f"insert into seal.ledger_key (number, vkey, since) values (1, '{key}', 1)")
    other.write(3)
    Sealer(other.database, Signing(KeyFiles(log.home))).run()

    seen(address, other, watcher)

    assert watcher.ledger.rows("select origin, size from witness.cosigned order by 1") == [
        ("b.example/ledger", 4),
        (LOG, 7),
    ]


def test_a_log_that_fails_has_not_lost_anything(address: Address, log: Ledger, watcher: Watcher) -> None:
    seen(address, log, watcher)
    log.rewrite(
        "seal.ledger_checkpoint", r"update seal.ledger_checkpoint set note = replace(note, E'\n4\n', E'\n04\n')"
    )

    with address.serving(log) as url, pytest.raises(LogUnreachable, match="Erreur interne"):
        watcher.of(url, *log.keys).cosign()


def test_what_is_no_platform_is_no_log(watcher: Watcher, log: Ledger) -> None:
    for answer in (
        b"<html>",
        b'{"data": {"ledgerCheckpoint": {"note": 1}}}',
        b'{"data": {"ledgerCheckpoint": {"note": "x"}}}',
    ):
        with answering(answer) as url, pytest.raises(AnswerInvalid):
            watcher.of(url, *log.keys).cosign()


def test_an_answer_without_end_is_left(watcher: Watcher, log: Ledger) -> None:
    with answering(b" " * (MAX_ANSWER_BYTES + 1)) as url, pytest.raises(AnswerInvalid, match=str(MAX_ANSWER_BYTES)):
        watcher.of(url, *log.keys).cosign()
