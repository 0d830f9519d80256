"""Rounds: something is harmed under load, then everything that was promised is looked at."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from efe_domain.shared.bassins import Bassin
from tests.chaos import promises
from tests.chaos.book import Book
from tests.chaos.clients import Archivist, Client, Founder, Reader, Writer
from tests.chaos.followers import ByEvents, BySocket, Follower, following
from tests.chaos.harms import Blow, Place
from tests.chaos.judge import judge
from tests.chaos.postgres import Embedded, Supplied
from tests.chaos.prober import Prober, Readiness
from tests.chaos.promises import AGAIN, Fault, wait_for
from tests.chaos.records import Records
from tests.chaos.stage import BASSINS, People, Served, efe, environment, settled
from tests.chaos.tally import Round, Tally, longest
from tests.chaos.troubles import Kind, Troubles
from tests.hostile.crowd import Crowd
from tests.hostile.restarting import a_cluster

PAUSE = 0.02
"""Seconds between two requests of one client: the machine is to have room left, or figures are of the queue alone."""
BASELINE = 3.0
"""Seconds for which is measured what the machine does without any harm."""
LONGEST_MARGIN = 10.0
AT_THE_END = (("replay", "--live"), ("verify", "--full"), ("status",))
"""Commands that find nothing to say."""

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


class Run:
    """One run, on a platform that serves from the beginning to the end of its context."""

    def __init__(self, home: Path, seed: int, *, supplied: bool) -> None:
        """With `supplied`, PostgreSQL is started again by the harness; else by the processes that use it."""
        self.tally, self.book = Tally(seed), Book(seed)
        self.troubles = Troubles()
        self.postgres: Supplied = a_cluster(home, Supplied if supplied else Embedded)
        with self.postgres.running():
            people = settled(self.postgres.database, home)
        self._supplied = supplied
        env = environment(home, self.postgres.database if supplied else None)
        self.served = Served(home, env, self.troubles)
        self.clients = those_who_ask(people, self.book)
        self.crowd = Crowd(self.served.url, self.clients, pause=PAUSE)
        self.followers = followers_of(self.served.url, people)
        self.prober = Prober(self.served.url, probes(people, self.book), Readiness(self.served.url))
        self.ready = Readiness(self.served.url)
        self._looked = 0

    @contextmanager
    def open(self) -> Iterator[None]:
        with ExitStack() as stack:
            if self._supplied:
                stack.enter_context(self.postgres.running())
            else:
                stack.callback(self.postgres.leave_if_running)
            stack.callback(self.served.end)
            self.served.start()
            wait_for("The projections have read who everybody is", self._is_read, promises.SEALED)
            self.records = Records(self.postgres, self.book)
            stack.enter_context(self.crowd.asking())
            stack.enter_context(following(self.followers))
            stack.enter_context(self.prober.sampling())
            stack.callback(self.served.end)  # of those who still wait, nobody keeps a run from ending
            yield

    def measure(self, seconds: float = BASELINE) -> None:
        """What the machine takes for a request when nothing is harmed is added to each limit, twice."""
        self.crowd.served_again(time.monotonic(), promises.ACTING)
        began = time.monotonic()
        time.sleep(seconds)
        self.tally.baseline = longest(each for each in self.crowd.seen if each.ended > began)
        self.tally.margin = min(LONGEST_MARGIN, 2 * self.tally.baseline)
        self._look(Round("none"))

    def round(self, blow: Blow) -> None:
        """Raises `Fault`, or what else ended a client."""
        found = Round(blow.name)
        self.tally.rounds.append(found)
        with self.troubles.during(Kind.HARM):
            blow.strike(Place(self.postgres, self.served))
        found.absence = self.crowd.served_again(time.monotonic(), promises.ACTING)
        found.last = repr(self.crowd.last)
        self._look(found)
        if found.absence > AGAIN + (margin := self.tally.margin):
            raise Fault(f"{found.last} is served again after {found.absence:.2f} s; {AGAIN + margin:.2f} s at most")
        with self._nobody_acts():
            self.records.check()
            found.catching_up = self._catch_up()
            wait_for("The server is ready", self.ready, promises.READY, lambda: self.ready.last)
        self._look(found)

    def finish(self) -> None:
        """Everything is proven, sealed and at work, and can be made again from the events alone."""
        with self._nobody_acts():
            self.records.check_all()
            self.records.check_documents(self.clients[-1], self.served.url)
            wait_for("Everything is sealed", self._is_sealed, promises.SEALED, lambda: self.ready.last)
            wait_for("Every worker is at work", self._all_work, promises.SEALED, lambda: self.ready.last)
            with ThreadPoolExecutor() as threads:
                list(threads.map(partial(efe, env=self.served.env), AT_THE_END))
            self._look(Round("none"))
            self.prober.end()
            self.crowd.end()
            with self.served.away():
                self.served.stop()

    def _look(self, found: Round) -> None:
        """At all that was asked since it was looked at before, and at those who ask on their own."""
        self.crowd.check()
        for fault in (self.prober.fault, *(each.fault for each in self.followers)):
            if fault:
                raise fault
        since, self._looked = self._looked, len(self.crowd.seen)
        asked = self.crowd.seen[since : self._looked]
        found.longest = max(found.longest, longest(asked))
        for each in asked:
            judge(each, self.clients[each.by], self.troubles, self.tally.margin)

    @contextmanager
    def _nobody_acts(self) -> Iterator[None]:
        """What was begun is answered first."""
        self.book.open.clear()
        try:
            wait_for("Every command is answered", self._is_quiet, promises.ACTING)
            yield
        finally:
            self.book.open.set()

    def _is_quiet(self) -> bool:
        self.crowd.check()
        return not self.book.unanswered

    def _catch_up(self) -> float:
        """Without a further event."""
        within = AGAIN + self.tally.margin
        took = wait_for("The projections have caught up", lambda: self.records.read_model().lag == 0, within)
        if (found := self.records.read_model()).failure or found.rebuild_due:
            raise Fault(f"The projections say {found}")
        for each in self.followers:
            took += wait_for(f"{each.name} is given everything", self._has_all(each), within)
        return took

    def _has_all(self, follower: Follower) -> Callable[[], bool]:
        def has_all() -> bool:
            if follower.fault:
                raise follower.fault
            return follower.position >= self.book.last_position(follower.bassin)

        return has_all

    def _is_read(self) -> bool:
        return self.ready() and self.ready.last["lag"] == 0

    def _is_sealed(self) -> bool:
        return self.ready() and self.ready.last["sealLag"] == 0

    def _all_work(self) -> bool:
        self.ready()
        workers = self.ready.last.get("workers")
        if not workers:
            raise Fault("The server does not say how its workers are")
        return all(each["state"] == "running" for each in workers)

    def count(self) -> None:
        tally, commands = self.tally, [each for each in self.book.commands if each.position]
        tally.acknowledged = len(commands)
        tally.repeated = sum(len(each.codes) > 1 for each in commands)
        tally.documents = len(self.book.documents)
        tally.entries = sum(each.seq for each in self.followers)
        tally.resumed = sum(each.times - 1 for each in self.followers)
        tally.samples, tally.unready = self.prober.samples, self.prober.unready


def followers_of(url: str, people: People) -> Sequence[Follower]:
    return [
        kind(f"{kind.__name__} {bassin}", url, people.auditor, bassin.name)
        for kind in (ByEvents, BySocket)
        for bassin in BASSINS
    ]


def probes(people: People, book: Book) -> list[Client]:
    liege = people.coordinators[Bassin.LIEGE]
    return [Reader("prober", liege, SELF), Writer("acting prober", liege, "LIEGE", book)]
