"""A mail server that fails, and a process that is killed at any boundary: no notice is lost or planned twice."""

import gc
import ssl
import warnings
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Barrier, Event, Thread
from time import monotonic

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from efe_infra.notices.leader import leading
from efe_infra.notices.mail_turns import MailLimits
from efe_infra.notices.sending import MAX_CONNECTIONS, MAX_DEFERRALS
from efe_infra.notices.transports import ServerAway, SmtpAddress, SmtpTransport
from tests.infra.notices.conftest import Clock, Notified, address
from tests.infra.notices.mail_server import MailBox, mail_server
from tests.infra.notices.outbox import FILL, PEOPLE


def test_a_refused_address_ends_its_row_and_stops_no_other(notified: Notified) -> None:
    notified.box.refused[address(1)] = "550 No such user"
    notified.convene()

    notified.step()

    assert notified.rows("state, result") == [("sent", None), ("refused", "550"), ("sent", None)] or Counter(
        notified.rows()
    ) == Counter({"sent": 2, "refused": 1})
    assert {to for to, _ in notified.box.kept} == {address(0), address(2)}


def test_a_row_that_cannot_be_written_waits_and_stops_no_other(notified: Notified, clock: Clock) -> None:
    notified.box.refused["*"] = "451 Try later"
    notified.convene()
    notified.step()
    notified.box.refused.clear()
    [first, occasion] = notified.rows("number, occasion")[0]
    notified.run("update notices.outbox set occasion = 'abîmée' where number = %s", first)
    clock.pass_by(hours=1)

    notified.step()
    waiting, *others = notified.rows("state, result, attempts")
    notified.step()

    assert waiting[:2] == ("waiting", "not-written")
    assert [state for state, *_ in others] == 2 * ["sent"]
    assert notified.rows("state, result, attempts")[0] == waiting  # it is not tried again at once

    notified.run("update notices.outbox set occasion = %s where number = %s", occasion, first)
    clock.pass_by(hours=1)
    notified.step()

    assert notified.rows() == 3 * ["sent"]


def test_a_server_that_defers_for_an_hour_gets_every_mail_once(notified: Notified, clock: Clock) -> None:
    notified.box.refused["*"] = "451 Try later"
    notified.convene()
    ended = clock.now + timedelta(hours=1)
    while clock.now < ended:
        assert notified.step() == 0
        clock.pass_by(minutes=5)
    notified.box.refused.clear()

    clock.pass_by(hours=1)
    notified.step()

    assert Counter(to for to, _ in notified.box.kept) == Counter(map(address, range(3)))


def test_a_server_that_is_away_costs_no_attempt_and_no_command(notified: Notified) -> None:
    transport = SmtpTransport(SmtpAddress.parse("smtp://127.0.0.1:9"), "exemple.be", timeout_s=1)

    notified.convene()
    with pytest.raises(ServerAway):
        notified.step(transport=transport)

    assert notified.rows("state, attempts") == [("waiting", 0)] * 3
    notified.convene(20)
    notified.step()
    assert len(notified.box.kept) == 6


def test_a_server_that_hangs_is_left_in_time(notified: Notified, clock: Clock) -> None:
    notified.box.hangs = True
    notified.convene()
    transport = SmtpTransport(SmtpAddress.parse(notified.url), "exemple.be", timeout_s=1)
    began = monotonic()

    with pytest.raises(ServerAway):
        notified.step(transport=transport)

    assert monotonic() - began < 15
    notified.box.hangs = False
    clock.pass_by(minutes=2)
    notified.step()
    assert notified.rows() == ["sent"] * 3


def test_a_server_that_drops_after_the_content_gets_the_same_message_id_again(
    notified: Notified, clock: Clock
) -> None:
    notified.box.drops = True
    notified.convene()

    with pytest.raises(ServerAway):
        notified.step()
    notified.box.drops = False
    clock.pass_by(minutes=2)
    notified.step()

    told = Counter(mail["Message-ID"] for mail in notified.box.mails)
    assert sorted(told.values()) == [2, 2, 2]


def test_a_mail_is_given_up_after_three_days(notified: Notified, clock: Clock) -> None:
    notified.box.data = "452 Full"
    notified.convene()

    notified.step()
    clock.pass_by(days=3, minutes=1)
    notified.step()

    assert notified.rows() == ["expired"] * 3
    assert notified.box.kept == []


def test_a_server_that_defers_all_is_left_after_a_few_mails(notified: Notified, clock: Clock) -> None:
    """Back-pressure: a long outbox is no flood for a server that takes nothing."""
    rows = 300
    with psycopg.connect(notified.database.admin) as connection:
        persons = [person for (person,) in connection.execute(PEOPLE.encode(), [rows])]
        connection.execute(FILL.encode(), [clock.now, clock.now, clock.now, persons, rows])
    notified.box.refused["*"] = "451 Try later"

    with notified.leading() as leader:
        for times in (1, 2):
            with pytest.raises(ServerAway):
                leader.send()
            assert len(notified.box.attempts) <= times * (MAX_DEFERRALS + MAX_CONNECTIONS)
        notified.box.refused.clear()
        clock.pass_by(minutes=2)
        while leader.send():
            pass

    assert notified.rows() == ["sent"] * rows
    assert len({to for to, _ in notified.box.kept}) == len(notified.box.kept) == rows


def test_a_command_is_recorded_while_the_outbox_is_locked_and_the_server_hangs(notified: Notified) -> None:
    """The ledger never waits for mail."""
    notified.convene(11)
    notified.seal()
    hanging, ends = Event(), Event()
    notified.box.at_data = hanging.set
    notified.box.hangs = True
    transport = SmtpTransport(SmtpAddress.parse(notified.url), "exemple.be", timeout_s=4)

    def send() -> None:
        with suppress(ServerAway), notified.leading(transport=transport) as leader:
            leader.step()
        ends.set()

    thread = Thread(target=send)
    thread.start()
    assert hanging.wait(30)
    with psycopg.connect(notified.database.admin) as locking:
        locking.execute("lock table notices.outbox, notices.progress, notices.refused_address in exclusive mode")
        notified.convene(12)
        notified.seal()
        assert not ends.is_set()
    thread.join(60)
    notified.box.hangs = False
    notified.step()


def test_a_process_killed_while_it_plans_plans_again_what_is_missing(notified: Notified) -> None:
    notified.run(
        "create function notices.fail() returns trigger language plpgsql as $$ begin"
        " if (select count(*) from notices.outbox) > 1 then raise exception 'killed'; end if; return new; end $$"
    )
    notified.run("create trigger fail before insert on notices.outbox for each row execute function notices.fail()")
    notified.run("grant execute on function notices.fail to efe_command")
    notified.convene()
    with pytest.raises(Exception, match="killed"):
        notified.step()
    assert notified.rows() == []
    notified.run("drop trigger fail on notices.outbox")

    notified.step()

    assert notified.rows() == ["sent"] * 3


def test_two_leaders_at_once_send_each_mail_once(notified: Notified) -> None:
    for offset in range(5, 15):
        notified.convene(offset)
    notified.seal()
    barrier, ended = Barrier(2), []

    def lead() -> None:
        barrier.wait(10)
        for _ in range(30):
            with leading(notified.database, notified.office) as leader:
                ended.append(leader.step() if leader else 0)

    threads = [Thread(target=lead) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)

    assert sum(ended) == 30
    assert len({mail["Message-ID"] for mail in notified.box.mails}) == len(notified.box.kept) == 30


def test_mails_leave_in_the_order_of_their_person_and_within_the_hour(notified: Notified, clock: Clock) -> None:
    for offset in range(5, 9):
        notified.convene(offset)
    limits = MailLimits(per_person=2, per_hour=5)
    notified.seal()
    with notified.leading(limits=limits) as leader:
        sent = [leader.step() for _ in range(4)]
        clock.pass_by(minutes=61)
        sent += [leader.step() for _ in range(4)]
        clock.pass_by(minutes=61)
        sent += [leader.step() for _ in range(4)]

    assert (sum(sent[:4]), sum(sent[4:8]), sum(sent[8:])) == (5, 5, 2)
    for number in range(3):
        ids = [mail["Message-ID"].strip("<>").partition("@")[0] for mail in notified.box.to(address(number))]
        order = [
            str(each)
            for each, person in notified.rows("id, person")
            if notified.persons[number].endswith(str(person))
        ]
        assert ids == order


def test_tls_is_verified(notified: Notified, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trusted, context = certificate(tmp_path)
    box = MailBox()
    notified.convene()
    with mail_server(box, tls=context) as url:
        transport = SmtpTransport(SmtpAddress.parse(url), "exemple.be", timeout_s=20)
        with pytest.raises(ServerAway):
            notified.step(transport=transport)
        assert box.kept == []
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        notified.step(transport=transport)

    collect_handshake()
    assert len(box.kept) == 3


def collect_handshake() -> None:
    """Collects the socket of a refused handshake, which the server of the test never closes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate of 127.0.0.1 that no authority vouches for, and the context of a server with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file, secret = folder / "mail.pem", folder / "mail.key"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, secret)
    return file, context
