"""One server, and those who ask it."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from tests.chaos import promises
from tests.chaos.book import Book
from tests.chaos.clients import Client
from tests.chaos.followers import Follower, following
from tests.chaos.judge import judge
from tests.chaos.prober import Prober, Readiness
from tests.chaos.promises import Fault, wait_for
from tests.chaos.stage import Served
from tests.chaos.tally import Round, longest
from tests.chaos.troubles import Kind
from tests.hostile.crowd import Asked, Crowd

PAUSE = 0.02
"""Seconds between two requests of one client: the machine is to have room left, or figures are of the queue alone."""


class Audience:
    """`clients` ask again and again; `probes` do so between two looks at the readiness of the server. `way` tells
    whether what is between the server and its database leads there.
    """

    def __init__(
        self,
        served: Served,
        clients: Sequence[Client],
        followers: Sequence[Follower],
        probes: Sequence[Client],
        way: Callable[[], object] = lambda: True,
    ) -> None:
        self.served, self.clients, self.followers, self.way = served, clients, followers, way
        self.crowd = Crowd(served.url, clients, pause=PAUSE)
        self.prober = Prober(served.url, probes, Readiness(served.url))
        self.ready = Readiness(served.url)
        self._looked = 0

    @contextmanager
    def asking(self) -> Iterator[None]:
        with ExitStack() as stack:
            stack.enter_context(self.crowd.asking())
            stack.enter_context(following(self.followers))
            stack.enter_context(self.prober.sampling())
            stack.callback(self.served.end)  # of those who still wait, nobody keeps a run from ending
            yield

    def wait_until_read(self) -> None:
        wait_for("The projections have read who everybody is", self._is_read, promises.SEALED)

    def wait_until_at_work(self) -> None:
        wait_for("Everything is sealed", self._is_sealed, promises.SEALED, lambda: self.ready.last)
        wait_for("Every worker is at work", self._all_work, promises.SEALED, lambda: self.ready.last)

    def wait_until_ready(self) -> None:
        wait_for("The server is ready", self.ready, promises.READY, lambda: self.ready.last)

    def wait_for_way(self) -> float:
        """The moment, by the monotonic clock, from which on nothing but the server itself keeps anybody waiting."""
        wait_for("What is between leads to the database", self.way, promises.SEALED)
        return time.monotonic()

    def wait_until_given(self, book: Book, within: float) -> float:
        """Seconds until each follower has all that was acknowledged to be recorded."""
        return sum(
            wait_for(f"{each.name} is given everything", _has_all(each, book), within) for each in self.followers
        )

    def served_again(self, since: float) -> float:
        return self.crowd.served_again(since, promises.ACTING)

    def longest_since(self, began: float) -> float:
        return longest(each for each in self.crowd.seen if each.ended > began)

    def look(self, found: Round, margin: float) -> None:
        """At all that was asked since it was looked at before, and at those who ask on their own. Raises `Fault`."""
        self.crowd.check()
        for fault in (self.prober.fault, *(each.fault for each in self.followers)):
            if fault:
                raise fault
        since, self._looked = self._looked, len(self.crowd.seen)
        asked = self.crowd.seen[since : self._looked]
        found.longest = max(found.longest, longest(asked))
        for each in asked:
            judge(each, self.clients[each.by], self.served.troubles, margin)

    def leave(self) -> None:
        """Ends all clients, then stops the server."""
        self.prober.end()
        self.crowd.end()
        with self.served.away():
            self.served.stop()

    def by_client(self) -> Iterator[tuple[Client, Sequence[Asked]]]:
        for by, client in enumerate(self.clients):
            yield client, [each for each in self.crowd.seen if each.by == by]

    @contextmanager
    def harmed(self) -> Iterator[None]:
        with self.served.troubles.during(Kind.HARM):
            yield

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


def _has_all(follower: Follower, book: Book) -> Callable[[], bool]:
    def has_all() -> bool:
        if follower.fault:
            raise follower.fault
        return follower.position >= book.last_position(follower.bassin)

    return has_all
