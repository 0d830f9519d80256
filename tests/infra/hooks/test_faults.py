"""Receivers that hang, drip, redirect, flood or are gone; rights, accounts and databases that end meanwhile."""

from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from itertools import count
from ssl import create_default_context
from time import monotonic, sleep
from uuid import UUID

import anyio
import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.composition import allow_notices
from efe_infra.console.webhooks.desk import HookOwner, HookRefused
from efe_infra.hooks import sending
from efe_infra.hooks.addresses import AllowedAddresses
from efe_infra.hooks.connections import MAX_ANSWER_BYTES, HookAnswer, HookClient
from efe_infra.hooks.deliveries import MAX_DELAY, PERIOD
from efe_infra.hooks.resolving import Resolver
from efe_infra.hooks.sending import HookStep
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.notices.progress import RESTORED
from tests.infra.hooks.conftest import COORDINATOR, NETWORKS, Hooked
from tests.infra.hooks.receiver import Received, Receiver, hang, receiving
from tests.infra.notices.conftest import person

NUMBERS = count(1)
TIMEOUT_S = 0.5


def post(receiver: Receiver) -> HookAnswer:
    async def run() -> HookAnswer:
        tls = create_default_context()
        client = HookClient(allowed=AllowedAddresses(NETWORKS), tls=tls, resolve=Resolver(), timeout_s=TIMEOUT_S)
        return await client.post(receiver.url(), {}, b"{}")

    return anyio.run(run)


def drip(_request: Received, handler: BaseHTTPRequestHandler) -> None:
    """Sends a byte of the headers every tenth of a second."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
    for _ in range(100):
        handler.wfile.write(b"a")
        handler.wfile.flush()
        sleep(0.1)


def flood(_request: Received, handler: BaseHTTPRequestHandler) -> None:
    """Answers 200 with ten megabytes, and notes how many the client took."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(10_000_000))
    handler.end_headers()
    handler.server.sent = 0  # type: ignore[attr-defined]
    for _ in range(1000):
        handler.wfile.write(bytes(10_000))
        handler.server.sent += 10_000  # type: ignore[attr-defined]


@pytest.mark.parametrize("answer", [hang, drip])
def test_a_receiver_that_hangs_or_drips_ends_with_the_timeout(answer: object) -> None:
    with receiving() as receiver:
        receiver.answer = answer  # type: ignore[assignment]
        begun_s = monotonic()

        assert post(receiver).failure == "timeout"
        assert monotonic() - begun_s < TIMEOUT_S * 10


def test_of_an_answer_of_ten_megabytes_little_is_read() -> None:
    with receiving() as receiver:
        sent: list[int] = []

        def answer(request: Received, handler: BaseHTTPRequestHandler) -> None:
            try:
                flood(request, handler)
            finally:
                sent.append(handler.server.sent)  # type: ignore[attr-defined]
                receiver.released.set()

        receiver.answer = answer
        assert post(receiver).code == 200
        assert receiver.released.wait(10)
    assert sent[0] < 10_000_000 - MAX_ANSWER_BYTES


def test_a_redirect_is_a_failure_and_is_not_followed(hooked: Hooked) -> None:
    hooked.create(kinds=["pole."])
    hooked.record()

    def redirect(request: Received, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(307)
        handler.send_header("Location", hooked.receiver.url("/secret"))
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    hooked.receiver.answer = redirect
    hooked.step()

    assert hooked.receiver.at("/secret") == []
    assert hooked.rows("state, code")[0] == ("waiting", 307)


def test_a_receiver_that_is_gone_is_asked_once(hooked: Hooked) -> None:
    hooked.create(kinds=["pole."])
    hooked.record()
    hooked.receiver.answer = lambda _request, _handler: 410

    hooked.step()
    hooked.clock.pass_by(hours=5)
    hooked.step()

    assert len(hooked.receiver.kept) == 1
    assert hooked.hook() == ("disabled", "gone")


def test_after_three_days_of_failures_a_hook_is_disabled_and_loses_nothing(hooked: Hooked) -> None:
    hook = hooked.create(kinds=["pole."]).id
    hooked.record()
    hooked.receiver.answer = lambda _request, _handler: 500
    begun = hooked.clock.now

    while hooked.hook() == ("active", None) and hooked.clock.now - begun < PERIOD + 2 * MAX_DELAY:
        hooked.step()
        hooked.clock.pass_by(hours=1)

    assert hooked.hook() == ("disabled", "failing")
    assert hooked.clock.now - begun > PERIOD - timedelta(hours=1)
    attempts = len(hooked.receiver.kept)
    assert 15 < attempts < 60
    hooked.record()
    hooked.step()
    assert len(hooked.receiver.kept) == attempts

    hooked.receiver.answer = lambda _request, _handler: 200
    assert hooked.desk.resume(COORDINATOR, hook)
    hooked.step()
    assert set(hooked.rows()) == {"sent"}
    assert acts(hooked) == ["webhook.created", "webhook.disabled", "webhook.resumed"]


def acts(hooked: Hooked) -> list[str]:
    readings = hooked.api.installation.journal.page(
        "liege", account=hooked.api.account("coordination-liege"), after=0, limit=1000
    )
    hook = str(hooked.hook("id")[0])
    return [each.field for each in readings if each.arguments.get("webhook") == hook]


def reader_of(hooked: Hooked) -> str:
    """Returns a new account that reads the trail of Liège, and has a webhook."""
    subject = f"lectrice-{next(NUMBERS)}"
    hooked.api.granted(subject, Role.READER, Bassin.LIEGE)
    hooked.create("/lectrice", HookOwner(ISSUER, subject))
    return subject


def revoke(hooked: Hooked, subject: str) -> None:
    account = f"Account:{hooked.api.account(subject)}"
    hooked.by.done("revokeAccess", "instance { id }", bassin="LIEGE", accountId=account, role="READER")
    hooked.seal()


def test_a_right_that_ends_between_planning_and_sending_ends_the_hook(hooked: Hooked) -> None:
    reader = reader_of(hooked)
    hooked.record()
    hooked.receiver.answer = lambda _request, _handler: 500
    hooked.step()
    hooked.receiver.kept.clear()
    assert "waiting" in hooked.rows()

    revoke(hooked, reader)
    hooked.clock.pass_by(hours=1)
    assert hooked.step() == 0

    assert hooked.receiver.kept == []
    assert hooked.hook() == ("ended", "rights")
    assert set(hooked.rows()) == {"skipped"}


def test_an_event_that_the_account_may_no_longer_see_is_skipped(hooked: Hooked) -> None:
    """A hook of two Instances, of which the account may read one."""
    reader = reader_of(hooked)
    hooked.record()
    hooked.receiver.answer = lambda _request, _handler: 500
    hooked.step()
    hooked.receiver.kept.clear()
    hooked.run("update hooks.hook set bassins = '{namur}'")
    hooked.api.coordinator(Bassin.NAMUR)
    hooked.api.granted(reader, Role.READER, Bassin.NAMUR)
    hooked.run("update hooks.delivery set next_at = '-infinity'")

    hooked.step()

    subjects = {each.event["type"].partition(".")[0] for each in hooked.receiver.kept}
    assert "pole" not in subjects
    assert "skipped" in hooked.rows()


def test_a_person_who_is_forgotten_leaves_no_hook(hooked: Hooked) -> None:
    reader = reader_of(hooked)
    key = person(hooked.by)
    vault = hooked.api.installation.vault
    vault.link(hooked.api.account(reader), UUID(key.partition(":")[2]))

    account = hooked.api.account(reader)
    assert [each.url for each in vault.webhooks_of([account])] == [hooked.receiver.url("/lectrice")]
    assert hooked.receiver.url("/lectrice") in str(hooked.api.client(reader).ask("{ viewer { personalData } }"))

    vault.forget(UUID(key.partition(":")[2]))

    assert hooked.hook() is None


def test_a_hook_of_an_account_that_is_deleted_otherwise_ends(hooked: Hooked) -> None:
    reader_of(hooked)
    hooked.record()
    hooked.run("update hooks.hook set account = gen_random_uuid()")

    assert hooked.step() == 0
    assert hooked.receiver.kept == []
    assert hooked.hook() == ("ended", "rights")


def test_a_restored_database_sends_nothing_until_it_is_allowed(hooked: Hooked) -> None:
    hooked.create()
    hooked.record()
    hooked.run(RESTORED)

    assert hooked.step() == 0
    assert allow_notices(hooked.api.installation, account=None)
    hooked.step()
    assert hooked.receiver.kept == []

    hooked.record()
    assert hooked.step() == len(hooked.receiver.kept) > 0


def test_a_copy_of_the_database_without_the_key_signs_nothing(hooked: Hooked) -> None:
    hooked.create()
    hooked.record()

    hooked.step(secrets=type(hooked.office.secrets)(bytes(32)))

    assert hooked.receiver.kept == []
    assert hooked.hook() == ("disabled", "key")


def test_a_process_that_stops_repeats_what_it_interrupted(hooked: Hooked) -> None:
    hooked.create(kinds=["pole."])
    hooked.record()
    stopping: list[HookStep] = []
    hooked.receiver.answer = hang
    hooked.seal()
    with hooked.leading(at_step=stopping.append) as leader:
        leader.run(lambda: HookStep.CLAIMED in stopping)
    hooked.receiver.answer = lambda _request, _handler: 200

    hooked.step()

    assert set(hooked.rows()) == {"sent"}


def test_an_idle_process_stops_at_once(hooked: Hooked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "PLAN_INTERVAL_S", 60.0)
    begun = monotonic()

    with hooked.leading() as leader:
        leader.run(lambda: monotonic() - begun > 2)

    assert monotonic() - begun < 30


def test_the_eleventh_hook_and_an_instance_of_others_are_refused(hooked: Hooked) -> None:
    for number in range(10):
        hooked.create(f"/{number}")
    for asked, code in (
        ({}, "TOO_MANY_WEBHOOKS"),
        ({"bassins": ["namur"]}, "BASSINS_MISSING"),
        ({"bassins": []}, "BASSINS_MISSING"),
    ):
        with pytest.raises(HookRefused) as refused:
            hooked.create(**asked)
        assert refused.value.code == code
    with pytest.raises(HookRefused, match="BASSINS_MISSING"):
        hooked.create("/autre", HookOwner(ISSUER, "inconnu"))
