"""A run on one machine: PostgreSQL, and the one process that serves it."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from efe_domain.shared.bassins import Bassin
from tests.chaos.audience import Audience
from tests.chaos.book import Book
from tests.chaos.clients import Archivist, Client, Founder, Reader, Writer
from tests.chaos.followers import ByEvents, BySocket, Follower
from tests.chaos.harms import HARMS, Blow, Place
from tests.chaos.postgres import Embedded, Supplied
from tests.chaos.rounds import Rounds
from tests.chaos.stage import BASSINS, People, Served, environment, settled
from tests.hostile.restarting import a_cluster

INSTANCE = "{ instance(bassin: LIEGE) { id } }"
POLES = "{ poles(first: 20) { edges { node { id name } } } }"
SELF = "{ viewer { account { id } } instance(bassin: LIEGE) { id } }"


def those_who_ask(people: People, book: Book) -> list[Client]:
    liege, namur = people.coordinators[Bassin.LIEGE], people.coordinators[Bassin.NAMUR]
    return [
        Reader("visitor", {}, INSTANCE),
        Reader("visitor of poles", {}, POLES),
        Reader("reader", liege, SELF),
        Reader("auditor", people.auditor, SELF),
        Writer("writer", liege, "LIEGE", book),
        Writer("second writer", liege, "LIEGE", book),
        Founder("founder", liege, "LIEGE", book),
        Writer("third writer", namur, "NAMUR", book),
        Founder("second founder", namur, "NAMUR", book),
        Archivist("archivist", namur, book),
    ]


class Run(Rounds):
    """One run, on a platform that serves from the beginning to the end of its context."""

    harms = HARMS

    def __init__(self, home: Path, seed: int, *, supplied: bool) -> None:
        """With `supplied`, PostgreSQL is started again by the harness; else by the processes that use it."""
        super().__init__(seed)
        self.postgres: Supplied = a_cluster(home, Supplied if supplied else Embedded)
        self.ledger = self.postgres
        with self.postgres.running():
            people = settled(self.postgres.database, home)
        self._supplied = supplied
        served = Served(home, environment(home, self.postgres.database if supplied else None))
        followers = followers_of(served.url, people)
        clients = those_who_ask(people, self.book)
        self.audiences = [Audience(served, clients, followers, probes(people, self.book))]

    @contextmanager
    def open(self) -> Iterator[None]:
        with ExitStack() as stack:
            if self._supplied:
                stack.enter_context(self.postgres.running())
            else:
                stack.callback(self.postgres.leave_if_running)
            stack.enter_context(self.asking())
            yield

    def round(self, blow: Blow) -> None:
        """Raises `Fault`, or what else ended a client."""
        found = self.begin(blow.name)
        place = Place(self.postgres, self.audiences[0].served)
        self.harm(found, lambda: HARMS[blow.name].do(place, blow.seconds))
        self.check(found)


def followers_of(url: str, people: People) -> Sequence[Follower]:
    return [
        kind(f"{kind.__name__} {bassin}", url, people.auditor, bassin.name)
        for kind in (ByEvents, BySocket)
        for bassin in BASSINS
    ]


def probes(people: People, book: Book) -> list[Client]:
    liege = people.coordinators[Bassin.LIEGE]
    return [Reader("prober", liege, SELF), Writer("acting prober", liege, "LIEGE", book)]
