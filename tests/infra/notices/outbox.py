"""Rows of the outbox, and how they drain."""

from efe_infra.notices.mail_turns import BATCH_ROWS
from efe_infra.notices.sending import MAX_CONNECTIONS
from tests.infra.notices.conftest import Clock, Notified, address

FILL = """
    insert into notices.outbox (id, person, kind, subject, occasion, delivery, created_at, due_at, next_at)
    select gen_random_uuid(), persons[1 + place %% cardinality(persons)], 'webhook-stopped', 'Webhook:' || place,
        place::text, 'at-once', %s, %s, %s
    from (select %s::uuid[] as persons) as all_persons, generate_series(1, %s) as place
"""
PEOPLE = """
    insert into vault.person (id, given_name, family_name, email, sort_key)
    select gen_random_uuid(), 'Anne', 'Dupont', 'autre' || number || '@exemple.be', lpad(number::text, 9, '0')
    from generate_series(1, %s) as number returning id
"""


def fill(notified: Notified, clock: Clock, rows: int) -> None:
    """Adds that many rows, of three persons in turn."""
    notified.run(FILL, *[clock.now] * 3, [each.partition(":")[2] for each in notified.persons], rows)


def drain(notified: Notified, clock: Clock, rows: int) -> None:
    """Sends that many rows, and checks the order of each address."""
    persons = [each.partition(":")[2] for each in notified.persons]
    fill(notified, clock, rows)

    with notified.leading() as leader:
        ended = 0
        while batch := leader.send():
            ended += batch

    assert ended == rows == len(notified.box.kept)
    assert 1 < len(notified.box.connections) <= MAX_CONNECTIONS * (1 + rows // BATCH_ROWS)
    for number, key in enumerate(persons):
        ids = [mail["Message-ID"].strip("<>").partition("@")[0] for mail in notified.box.to(address(number))]
        assert ids == [str(each) for each, person in notified.rows("id, person") if str(person) == key]
