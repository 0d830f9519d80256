"""A mail server fails at one address, or refuses the sender once: all other mails leave in the same round."""

from collections import Counter

import psycopg
import pytest

from efe_infra.notices.sending import MAX_DEFERRALS, MAX_LOST
from efe_infra.notices.transports import ServerAway
from tests.infra.notices.conftest import Clock, Notified, address
from tests.infra.notices.outbox import FILL, PEOPLE

SOON = {"minutes": 1}


def test_an_address_at_which_the_server_drops_the_connection_delays_no_other(notified: Notified) -> None:
    notified.box.lost = {address(1)}
    notified.convene()

    assert notified.step() == 2
    notified.convene(11)
    assert notified.step() == 2

    assert Counter(to for to, _ in notified.box.kept) == {address(0): 2, address(2): 2}


def test_a_row_that_ended_three_connections_waits_alone_and_arrives_in_the_end(
    notified: Notified, clock: Clock
) -> None:
    notified.box.lost = {address(1)}
    notified.convene()
    notified.step()
    for _ in range(2):
        clock.pass_by(hours=5)
        with pytest.raises(ServerAway):
            notified.step()

    clock.pass_by(hours=5)
    assert notified.step() == 0
    clock.pass_by(hours=5)
    notified.box.attempts.clear()
    notified.convene(12)
    assert notified.step() == 2
    assert notified.box.attempts[-1] == address(1)
    assert notified.box.attempts.count(address(1)) == 1

    notified.box.lost.clear()
    clock.pass_by(hours=5)
    notified.step()
    notified.step()
    assert len(notified.box.to(address(1))) == 2


def test_a_temporary_refusal_of_the_sender_costs_one_mail_a_minute(notified: Notified, clock: Clock) -> None:
    notified.box.senders = ["451 Try later"]
    notified.convene()

    assert notified.step() == 2
    clock.pass_by(**SOON)
    assert notified.step() == 1


def test_a_server_that_refuses_the_sender_is_away_and_ends_no_row(notified: Notified, clock: Clock) -> None:
    notified.box.senders = ["550 Not you"] * 3
    notified.convene()

    with pytest.raises(ServerAway):
        notified.step()
    assert notified.rows() == ["waiting"] * 3

    notified.box.senders.clear()
    clock.pass_by(**SOON)
    assert notified.step() == 3


def strangers(notified: Notified, clock: Clock, rows: int) -> list[str]:
    """Adds a row to each of so many persons, and returns their addresses in the order of the rows."""
    with psycopg.connect(notified.database.admin) as connection:
        persons = [person for (person,) in connection.execute(PEOPLE.encode(), [rows])]
        connection.execute(FILL.encode(), [clock.now, clock.now, clock.now, persons, rows])
        emails = "select email from notices.outbox join vault.person on person.id = outbox.person order by number"
        return [email for (email,) in connection.execute(emails)]


def test_a_mail_that_leaves_begins_the_count_of_failures_again(notified: Notified, clock: Clock) -> None:
    """More refusals than those after which a round ends, and more lost connections, never in a row."""
    addresses = strangers(notified, clock, 4 * MAX_DEFERRALS)
    notified.box.refused = dict.fromkeys(addresses[1::2], "451 Try later")
    notified.box.lost = set(addresses[: 4 * (MAX_LOST + 1) : 4])

    with notified.leading() as leader:
        ended = leader.send()

    assert ended == len(notified.box.kept) == 2 * MAX_DEFERRALS - MAX_LOST - 1


def test_a_server_that_loses_each_connection_is_left_after_a_few(notified: Notified, clock: Clock) -> None:
    notified.box.lost = set(strangers(notified, clock, 100))

    with notified.leading() as leader, pytest.raises(ServerAway):
        leader.send()

    assert MAX_LOST <= len(notified.box.attempts) < 2 * MAX_LOST


def test_a_copy_that_a_former_address_accepts_hides_no_refusal_of_the_present_one(notified: Notified) -> None:
    notified.amend(0, "nouvelle@exemple.be")
    notified.step()
    notified.box.refused["nouvelle@exemple.be"] = "550 No such user"
    notified.convene()
    notified.step()

    assert [mail["Subject"] for mail in notified.box.to(address(0))][-1] == "Convocation à une réunion"
    with psycopg.connect(notified.database.admin) as connection:
        refused = connection.execute("select person::text from notices.refused_address").fetchall()
    assert refused == [(notified.persons[0].partition(":")[2],)]
