"""Comparison of the ledger with the answers that clients got."""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from http.client import HTTPConnection
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from efe_infra.postgres.database import Database
from efe_infra.read_model.tables.status import Status, status
from efe_projections.catalogue import PROJECTIONS
from tests.chaos.book import Book, Command
from tests.chaos.clients import Client, asked
from tests.chaos.promises import Fault

EVENTS = """
    select position, recorded_at, convert_from(state, 'UTF8')::jsonb -> 'metadata' ->> 'command_id'
    from ledger.event where position > %s order by position
"""
COUNT = "select count(*), max(position) from ledger.event"


class Ledger(Protocol):
    """Address of the ledger to check."""

    @property
    def database(self) -> Database: ...

    def ask(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]: ...


class Recorded(NamedTuple):
    """An event, and the command that it comes from."""

    position: int
    recorded_at: datetime
    command: str | None


class Records:
    """The ledger as it was read so far: what was there once stays."""

    def __init__(self, ledger: Ledger, book: Book) -> None:
        self._ledger, self._book = ledger, book
        self._seen = [Recorded(*each) for each in ledger.ask(EVENTS, [0])]
        self._before = len(self._seen)

    def check(self) -> None:
        """While nobody acts: all that was acknowledged is there, once, in one order without gaps."""
        self._read()
        [[count, last]] = self._ledger.ask(COUNT)
        if count != last or last != len(self._seen):
            raise Fault(f"The ledger has {count} events up to the position {last}, after {len(self._seen)}")
        events = self._by_command()
        for command in self._book.commands:
            self._check_command(command, events.pop(str(command.id), []))
        if events:
            raise Fault(f"Events come from commands that nobody sent: {sorted(events)[:3]}")

    def check_all(self) -> None:
        """From the beginning: nothing that was ever read has changed."""
        again = [Recorded(*each) for each in self._ledger.ask(EVENTS, [0])]
        self.check()
        for before, now in zip(self._seen, again, strict=True):
            if before != now:
                raise Fault(f"The ledger had {before}, and has {now}")

    def check_documents(self, client: Client, url: str) -> None:
        """The last ones of those that were acknowledged."""
        with closing(HTTPConnection(urlsplit(url).netloc, timeout=client.limit)) as connection:
            for each in self._book.documents[-50:]:
                answer = asked(connection, "GET", f"/documents/{each.sha256}", client.headers)
                if answer.status != 200 or len(answer.body) != each.size:
                    raise Fault(f"A document that was acknowledged is answered {answer.status}: {each.sha256}")

    def _read(self) -> None:
        for each in self._ledger.ask(EVENTS, [len(self._seen)]):
            event = Recorded(*each)
            if event.position != len(self._seen) + 1:
                raise Fault(f"After the position {len(self._seen)} comes {event.position}")
            if event.recorded_at <= self._seen[-1].recorded_at:
                raise Fault(f"The event {event.position} is not later than the one before it")
            self._seen.append(event)

    def _by_command(self) -> dict[str, list[Recorded]]:
        events: dict[str, list[Recorded]] = {}
        for event in self._seen[self._before :]:
            events.setdefault(event.command or f"none, at {event.position}", []).append(event)
        return events

    def _check_command(self, command: Command, events: Sequence[Recorded]) -> None:
        if command.position is None:
            raise Fault(f"{command} was never acknowledged")
        if [each.position for each in events] != [command.position]:
            at = [each.position for each in events]
            raise Fault(f"{command} was acknowledged at {command.position}, and is recorded at {at}")
        if command.refused_at and events[0].recorded_at < command.refused_at:
            raise Fault(
                f"{command} was refused at {command.refused_at}, and is recorded since {events[0].recorded_at}"
            )

    def read_model(self) -> Status:
        return status(self._ledger.database, PROJECTIONS)
