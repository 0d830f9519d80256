"""Rounds: something is harmed under load, then everything that was promised is looked at."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial

from tests.chaos import promises
from tests.chaos.audience import Audience
from tests.chaos.book import Book
from tests.chaos.promises import AGAIN, Fault, wait_for
from tests.chaos.records import Ledger, Records
from tests.chaos.stage import efe
from tests.chaos.tally import Round, Tally
from tests.chaos.troubles import Kind

BASELINE = 3.0
"""Seconds for which is measured what the machine does without any harm."""
LONGEST_MARGIN = 10.0
AT_THE_END = (("replay", "--live"), ("verify", "--full"), ("status",))
"""Commands that find nothing to say."""


class Rounds:
    """Rounds on one ledger and its servers, which serve as long as the context `asking`."""

    ledger: Ledger
    audiences: Sequence[Audience]
    steps = 2
    """How many requests to the database, one after the other, it takes to be served again."""

    def __init__(self, seed: int) -> None:
        self.tally, self.book = Tally(seed), Book(seed)
        self._late: list[str] = []

    @contextmanager
    def asking(self) -> Iterator[None]:
        with ExitStack() as stack:
            for each in self.audiences:
                stack.callback(each.served.end)
                each.served.start()
            for each in self.audiences:
                each.wait_until_read()
            self.records = Records(self.ledger, self.book)
            for each in self.audiences:
                stack.enter_context(each.asking())
            yield

    def measure(self, seconds: float = BASELINE) -> None:
        """Adds the time of an undisturbed request on this machine to the limit of each step."""
        self._wait_until_served(time.monotonic())
        began = time.monotonic()
        time.sleep(seconds)
        self.tally.baseline = max(each.longest_since(began) for each in self.audiences)
        self.tally.margin = min(LONGEST_MARGIN, self.steps * self.tally.baseline)
        self.look(Round("none"))

    def begin(self, name: str) -> Round:
        found = Round(name)
        self.tally.rounds.append(found)
        return found

    def harm(self, found: Round, do: Callable[[], object]) -> None:
        """Everybody is served again afterwards; whether in time is told by `finish`, when the rest is looked at.

        Raises `Fault`, or what else ended a client.
        """
        with ExitStack() as stack:
            for each in self.audiences:
                stack.enter_context(each.harmed())
            do()
        began, most = time.monotonic(), AGAIN + self.tally.margin
        with ThreadPoolExecutor() as threads:
            ready = list(threads.map(Audience.wait_for_way, self.audiences))
        for each, since in zip(self.audiences, ready, strict=True):
            absence, last = self.absence(found, each, since), repr(each.crowd.last)
            found.way = max(found.way, since - began)
            if absence >= found.absence:
                found.absence, found.last = absence, last
            if absence > most:
                self._late.append(f"{found.name}: {last} is served again after {absence:.2f} s; {most:.2f} s at most")
        self.look(found)

    def back(self, since: float) -> float:
        """The moment from which on the database has recorded, though it was away once more `since`."""
        return since

    def absence(self, found: Round, audience: Audience, since: float) -> float:
        """Seconds, from the moment on from which the database was not away any more."""
        absence = audience.served_again(since)
        if (back := self.back(since)) > since:
            found.again = max(found.again, back - since)
            audience.served.troubles.note(Kind.HARM, since, back)
            absence = audience.served_again(back)
        return absence

    def check(self, found: Round) -> None:
        """Checks the ledger and the reads of it. Raises `Fault`."""
        with self._nobody_acts():
            self.records.check()
            found.catching_up = self._catch_up()
            for each in self.audiences:
                each.wait_until_ready()
        self.look(found)

    def finish(self) -> None:
        """Everything is proven, sealed and at work, and can be made again from the events alone."""
        first = self.audiences[0]
        with self._nobody_acts():
            self.records.check_all()
            for each in self.audiences:
                self.records.check_documents(each.clients[-1], each.served.url)
                each.wait_until_at_work()
            with ThreadPoolExecutor() as threads:
                list(threads.map(partial(efe, env=first.served.env), AT_THE_END))
            self.look(Round("none"))
            for each in self.audiences:
                each.leave()
        if self._late:
            raise Fault("; ".join(self._late))

    def look(self, found: Round) -> None:
        for each in self.audiences:
            each.look(found, self.tally.margin)

    def count(self) -> None:
        tally, commands = self.tally, [each for each in self.book.commands if each.position]
        followers = [each for audience in self.audiences for each in audience.followers]
        tally.acknowledged = len(commands)
        tally.repeated = sum(len(each.codes) > 1 for each in commands)
        tally.documents = len(self.book.documents)
        tally.entries = sum(each.seq for each in followers)
        tally.resumed = sum(each.times - 1 for each in followers)
        tally.samples = sum(each.prober.samples for each in self.audiences)
        tally.unready = sum(each.prober.unready for each in self.audiences)

    def last_lines(self, containing: str) -> str:
        """Returns the last lines of the logs of the servers."""
        return "\n".join(each.served.last_lines(containing) for each in self.audiences)

    def _wait_until_served(self, since: float) -> None:
        for each in self.audiences:
            each.served_again(since)

    @contextmanager
    def _nobody_acts(self) -> Iterator[None]:
        """Waits until commands under way are answered, and lets no new one begin."""
        self.book.open.clear()
        try:
            wait_for("Every command is answered", self._is_quiet, promises.ACTING)
            yield
        finally:
            self.book.open.set()

    def _is_quiet(self) -> bool:
        for each in self.audiences:
            each.crowd.check()
        return not self.book.unanswered

    def _catch_up(self) -> float:
        """Without a further event."""
        within = AGAIN + self.tally.margin
        took = wait_for("The projections have caught up", lambda: self.records.read_model().lag == 0, within)
        if (found := self.records.read_model()).failure or found.rebuild_due:
            raise Fault(f"The projections say {found}")
        return took + sum(each.wait_until_given(self.book, within) for each in self.audiences)
