"""Tokens asked for over checkpoints, and kept only when they answer what was asked."""

import hashlib
from collections.abc import Callable
from threading import Event

import psycopg
import pytest
from asn1crypto import tsp
from psycopg.errors import InsufficientPrivilege, RestrictViolation
from pydantic import SecretStr

from efe_infra.composition import build, sealing
from efe_infra.postgres.database import DatabaseRole
from efe_infra.settings import Settings
from efe_infra.transparency.sealing.log_head import seal_lag
from efe_infra.transparency.sealing.runner import RequestRunner, SealRunner
from efe_infra.transparency.sealing.timestamps import MAX_TOKEN_BYTES, Timestamps, TimestampUnavailable
from tests.infra.ledger.given import until
from tests.infra.transparency.sealing.given import Ledger
from tests.infra.transparency.timestamps.authority import REJECTED, Authority

NOWHERE = "http://127.0.0.1:9"
GRANTED_NOTHING = bytes.fromhex("30053003020100")


def sealed(ledger: Ledger) -> Ledger:
    ledger.write(3)
    ledger.sealer().run()
    return ledger


def kept(ledger: Ledger) -> list[tuple[int, str]]:
    return ledger.rows("select size, tsa from seal.ledger_timestamp order by size")


def test_each_newest_checkpoint_is_stamped_once(ledger: Ledger, tsa: Authority) -> None:
    stamps = Timestamps(ledger.database, tsa.url)

    before = stamps.run()
    first = [sealed(ledger) and stamps.run(), stamps.run()]
    second = [sealed(ledger) and stamps.run(), stamps.run()]

    assert (before, first, second) == (None, [4, None], [7, None])
    assert kept(ledger) == [(4, tsa.url), (7, tsa.url)]
    stamped = [tsp.TimeStampReq.load(each)["message_imprint"]["hashed_message"].native for each in tsa.asked]
    assert stamped == [hashlib.sha256(note.text.encode()).digest() for note in ledger.notes]


def test_what_is_stamped_is_the_note_without_its_signatures(ledger: Ledger) -> None:
    [note] = sealed(ledger).notes
    [(text,)] = ledger.rows("select note from seal.ledger_checkpoint")

    assert text.startswith(f"{note.text}\n— ")
    assert note.text.count("\n") == 3


def test_a_token_that_is_there_is_not_replaced(ledger: Ledger, tsa: Authority) -> None:
    sealed(ledger)
    answer = tsa.answer

    def overtaken(query: bytes) -> bytes:
        ledger.run("insert into seal.ledger_timestamp (size, token, tsa) values (4, 'first', 'another process')")
        return answer(query)

    tsa.answer = overtaken  # type: ignore[method-assign]
    Timestamps(ledger.database, tsa.url).run()

    assert kept(ledger) == [(4, "another process")]


WRONG: dict[str, tuple[str, Callable[[Authority], None]]] = {
    "of another digest": ("pas celui", lambda tsa: setattr(tsa, "digest", hashlib.sha256(b"other").digest())),
    "of another request": ("pas celui", lambda tsa: setattr(tsa, "nonce", 1)),
    "a refusal": ("refuse : 2", lambda tsa: setattr(tsa, "body", REJECTED)),
    "a grant of nothing": ("pas lisible", lambda tsa: setattr(tsa, "body", GRANTED_NOTHING)),
    "a page": ("pas lisible", lambda tsa: setattr(tsa, "body", b"<html>")),
    "too large": ("plus de", lambda tsa: setattr(tsa, "body", bytes(MAX_TOKEN_BYTES + 1))),
    "a failure": ("statut HTTP 503", lambda tsa: setattr(tsa, "status", 503)),
}


@pytest.mark.parametrize(("why", "answers"), WRONG.values(), ids=WRONG)
def test_an_answer_to_something_else_is_not_kept(
    ledger: Ledger, tsa: Authority, why: str, answers: Callable[[Authority], None]
) -> None:
    sealed(ledger)
    answers(tsa)

    with pytest.raises(TimestampUnavailable, match=why):
        Timestamps(ledger.database, tsa.url).run()

    assert len(tsa.asked) == 1
    assert kept(ledger) == []


def test_an_authority_that_is_down_is_one_line_and_asked_again(ledger: Ledger, tsa: Authority) -> None:
    sealed(ledger)

    with pytest.raises(TimestampUnavailable, match="ne répond pas"):
        Timestamps(ledger.database, NOWHERE).run()
    after = Timestamps(ledger.database, tsa.url).run()

    assert after == 4


def test_sealing_goes_on_while_an_authority_fails_and_the_token_comes_later(
    ledger: Ledger, tsa: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    tsa.status = 503
    stamps = Timestamps(ledger.database, tsa.url)

    with SealRunner(ledger.sealer(), every=0.01), RequestRunner("timestamp", stamps.run, every=0.01, pause=0.01):
        for _ in range(3):
            ledger.write(10)
            until(lambda: seal_lag(ledger.database).lag == 0)
        until(lambda: "No time-stamp yet" in caplog.text)
        failed = kept(ledger)
        tsa.status = 200
        until(lambda: kept(ledger)[-1:] == [(ledger.seal_rows()["entry"] + 1, tsa.url)])

    ledger.check_sealed()
    assert failed == []


def test_sealing_does_not_wait_for_an_authority_that_hangs(ledger: Ledger, tsa: Authority) -> None:
    answer, hung, go_on = tsa.answer, Event(), Event()

    def slow(query: bytes) -> bytes:
        hung.set()
        go_on.wait(60)
        return answer(query)

    tsa.answer = slow  # type: ignore[method-assign]
    sealed(ledger)
    with (
        RequestRunner("timestamp", Timestamps(ledger.database, tsa.url).run, every=0.01, pause=0.01),
        SealRunner(ledger.sealer(), every=0.01),
    ):
        assert hung.wait(60)
        ledger.write(10)
        until(lambda: seal_lag(ledger.database).lag == 0)
        during = kept(ledger)
        go_on.set()
        until(lambda: kept(ledger))

    assert during == []
    ledger.check_sealed()


def test_a_process_that_seals_has_checkpoints_stamped(ledger: Ledger, tsa: Authority) -> None:
    ledger.write(3)
    settings = Settings(database_url=SecretStr(ledger.database.admin), home=ledger.home, tsa_url=tsa.url)

    with build(settings) as running, sealing(running):
        until(lambda: kept(ledger))

    assert kept(ledger) == [(4, tsa.url)]


def test_bytes_that_trickle_have_an_end(ledger: Ledger, tsa: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed(ledger)
    clock = iter([0.0])
    monkeypatch.setattr("efe_infra.transparency.sealing.timestamps.monotonic", lambda: next(clock, 60.0))

    with pytest.raises(TimestampUnavailable, match="trop lentement"):
        Timestamps(ledger.database, tsa.url).run()

    assert kept(ledger) == []


@pytest.mark.parametrize(
    "change", ["update seal.ledger_timestamp set tsa = 'x'", "delete from seal.ledger_timestamp"]
)
def test_what_is_kept_stays(ledger: Ledger, tsa: Authority, change: str) -> None:
    Timestamps(sealed(ledger).database, tsa.url).run()

    with pytest.raises(RestrictViolation):
        ledger.run(change)


@pytest.mark.parametrize("role", [DatabaseRole.READ, DatabaseRole.COMMAND])
def test_only_who_seals_keeps_a_token(ledger: Ledger, role: DatabaseRole) -> None:
    sealed(ledger)

    with psycopg.connect(ledger.database.conninfo(role)) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute("insert into seal.ledger_timestamp (size, token, tsa) values (4, 'x', 'x')")
