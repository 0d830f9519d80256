"""Deliveries of webhooks: signed thin events, each at least once, in the order of each object."""

from collections import defaultdict
from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from standardwebhooks import Webhook, WebhookVerificationError

from efe_infra.console.language.formats import today
from efe_infra.hooks.deliveries import MAX_FAILURES, MAX_OPEN
from efe_infra.hooks.leader import leading
from efe_infra.hooks.sending import REQUESTS_PER_HOOK
from tests.api.given import an_operator
from tests.infra.hooks.conftest import COORDINATOR, Hooked
from tests.infra.hooks.receiver import WITHIN_S, Received, Receiver

FIELDS = {"specversion", "id", "source", "type", "subject", "time", "sequence", "position"}


def positions(receiver: Receiver, path: str = "/recevoir") -> list[int]:
    return [int(each.event["id"]) for each in receiver.at(path)]


def test_a_receiver_verifies_each_message_with_the_library_of_the_standard(hooked: Hooked) -> None:
    secret = hooked.create().secret
    hooked.record()

    assert hooked.step() == len(hooked.receiver.kept) > 0

    for each in hooked.receiver.kept:
        Webhook(secret).verify(each.body, each.headers)
        event = from_http_event(HTTPMessage(each.headers, each.body))
        assert (event.get_id(), event.get_subject()) == (each.event["position"], each.event["subject"])
        assert set(each.event) == FIELDS
    assert set(hooked.rows()) == {"sent"}


def test_a_message_that_is_changed_old_or_signed_by_another_is_refused_by_the_receiver(hooked: Hooked) -> None:
    secret = hooked.create().secret
    hooked.record()
    hooked.step()
    [first, *_] = hooked.receiver.kept

    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(first.body.replace(b"pole", b"pale"), first.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(first.body, {**first.headers, "webhook-id": "msg_other"})
    with pytest.raises(WebhookVerificationError):
        Webhook(b"another secret").verify(first.body, first.headers)
    aged = {**first.headers, "webhook-timestamp": str(int(first.headers["webhook-timestamp"]) - 400)}
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(first.body, aged)


def test_only_what_is_under_a_signed_checkpoint_leaves_and_each_event_once(hooked: Hooked) -> None:
    hooked.create()
    hooked.record()
    hooked.api.catch_up()

    with hooked.leading() as leader:
        assert leader.run(lambda: False, until_idle=True) == 0
    hooked.step()
    hooked.step()

    received = positions(hooked.receiver)
    assert received
    assert len(set(received)) == len(received)


def test_a_failed_delivery_is_repeated_under_its_id_and_holds_up_its_object_alone(hooked: Hooked) -> None:
    hooked.create(kinds=["pole.", "operator."])
    hooked.record()
    an_operator(hooked.by)
    hooked.receiver.answer = lambda request, _: 500 if request.event["type"].startswith("pole.") else 200
    hooked.step()
    assert {("waiting", 500), ("sent", 200)} <= set(hooked.rows("state, code"))
    [failed] = [each for each in hooked.receiver.kept if each.event["type"].startswith("pole.")]

    hooked.receiver.answer = lambda _request, _handler: 200
    hooked.clock.pass_by(minutes=1)
    hooked.step()

    assert set(hooked.rows()) == {"sent"}
    assert [each.id for each in hooked.receiver.kept].count(failed.id) == 2
    assert_ordered(hooked.receiver.kept)


def assert_ordered(received: list[Received]) -> None:
    """Asserts that the events of each object arrive in the order of their positions, repeats apart."""
    by_object: dict[str, list[int]] = defaultdict(list)
    for each in received:
        by_object[each.event["subject"]].append(int(each.event["id"]))
    for sequence in by_object.values():
        assert all(before <= after for before, after in pairwise(sequence)), sequence


def test_a_replay_keeps_the_ids_by_which_a_receiver_knows_what_it_has(hooked: Hooked) -> None:
    hook = hooked.create().id
    hooked.record()
    first = hooked.step()

    assert hooked.desk.replay(COORDINATOR, hook, today())
    again = hooked.step()

    ids = [each.id for each in hooked.receiver.kept]
    assert again >= first
    assert set(ids[:first]) <= set(ids[first:])
    assert_ordered(hooked.receiver.kept[first:])


def test_for_a_day_after_a_rotation_both_secrets_verify_and_then_the_new_one_alone(hooked: Hooked) -> None:
    created = hooked.create(kinds=["pole."])
    hooked.record()
    rotated: list[str] = []

    def answer(_request: Received, _handler: object) -> int:
        """Rotates the secret while the first message is under way."""
        if not rotated:
            secret = hooked.desk.rotate(COORDINATOR, created.id)
            assert secret
            rotated.append(secret.secret)
            return 503
        return 200

    hooked.receiver.answer = answer
    hooked.step()
    hooked.clock.now = datetime.now(UTC)
    hooked.run("update hooks.delivery set next_at = '-infinity' where state = 'waiting'")
    hooked.step()
    [new] = rotated
    old_one, *both = hooked.receiver.kept
    Webhook(created.secret).verify(old_one.body, old_one.headers)
    assert both
    for each in both:
        for secret in (created.secret, new):
            Webhook(secret).verify(each.body, each.headers)

    hooked.run("update hooks.hook set former_until = now() - interval '1 second'")
    hooked.record()
    hooked.step()
    last = hooked.receiver.kept[-1]
    Webhook(new).verify(last.body, last.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(created.secret).verify(last.body, last.headers)


def test_a_hook_that_fails_wholly_rests_and_stops_planning_ahead(hooked: Hooked) -> None:
    hook = hooked.create().id
    hooked.receiver.answer = lambda _request, _handler: 503
    fill(hooked, hook, MAX_OPEN)
    for _ in range(30):
        hooked.step()
        hooked.clock.pass_by(seconds=31)

    assert len(hooked.receiver.kept) < 20
    hooked.record()
    hooked.step()
    assert len(hooked.rows()) == MAX_OPEN

    hooked.receiver.answer = lambda _request, _handler: 200
    hooked.clock.pass_by(hours=5)
    hooked.step()
    hooked.step()
    assert len(hooked.rows()) > MAX_OPEN


def fill(hooked: Hooked, hook: UUID, rows: int) -> None:
    """Adds deliveries of a visible position, each of another object: tests that have no position are always sent."""
    hooked.run(
        "insert into hooks.delivery (id, hook, kind, object, next_at)"
        " select gen_random_uuid(), %s, 'pole.created.v1', gen_random_uuid(), %s from generate_series(1, %s)",
        hook,
        hooked.clock.now,
        rows,
    )


def test_a_receiver_that_hangs_holds_up_no_other(hooked: Hooked) -> None:
    slow, quick = hooked.create("/lent"), hooked.create("/vite")
    rows = 300
    fill(hooked, slow.id, rows)
    fill(hooked, quick.id, rows)
    slow_when_quick_ended: list[int] = []

    def answer(request: Received, _handler: object) -> int:
        if request.path == "/lent":
            hooked.receiver.released.wait(WITHIN_S)
            return 200
        if len(hooked.receiver.at("/vite")) == rows:
            slow_when_quick_ended.append(len(hooked.receiver.at("/lent")))
            hooked.receiver.released.set()
        return 200

    hooked.receiver.answer = answer
    hooked.step()

    assert slow_when_quick_ended[0] <= REQUESTS_PER_HOOK + MAX_FAILURES
    assert set(hooked.rows(hook=quick.id)) == {"sent"}
    hooked.clock.pass_by(hours=5)
    hooked.step()
    assert set(hooked.rows()) == {"sent"}


def test_of_two_leaders_one_sends(hooked: Hooked) -> None:
    hooked.create()
    hooked.record()
    hooked.seal()

    with hooked.leading() as first, leading(hooked.database, hooked.office) as second:
        assert second is None
        assert first.run(lambda: False, until_idle=True) == len(hooked.receiver.kept) > 0


def test_a_test_leaves_at_once_and_says_that_it_is_one(hooked: Hooked) -> None:
    created = hooked.create()

    assert hooked.desk.ping(COORDINATOR, created.id)
    assert hooked.desk.ping(COORDINATOR, created.id)
    hooked.clock.now = datetime.now(UTC)
    assert hooked.step() == 1

    [received] = hooked.receiver.kept
    Webhook(created.secret).verify(received.body, received.headers)
    assert (received.event["type"], received.event["subject"]) == ("webhook.ping.v1", str(created.id))
