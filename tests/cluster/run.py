"""A run on three nodes, and three processes that serve them."""

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.chaos.harms import Blow, Harm
from tests.chaos.rounds import Rounds
from tests.chaos.stage import environment, settled
from tests.cluster.disks import own_disks
from tests.cluster.faults import FAULTS, FULL_DISK, POOLER_DIES, Mend, Place
from tests.cluster.network import Network
from tests.cluster.nodes import NAMES, Cluster
from tests.cluster.pooled import Way, may_pool
from tests.cluster.pulse import Pulse
from tests.cluster.servers import settled_by, sources_of, three_audiences
from tests.contract.release import Release


class ClusterRun(Rounds):
    """One run, which begins with the processes of an earlier release if there is one to upgrade from."""

    steps = 6

    def __init__(self, home: Path, seed: int, *, disks: bool = False, release: Release | None = None) -> None:
        """With `disks`, each node has a small one of its own, that is mounted."""
        super().__init__(seed)
        self._home, self._release, self.audiences = home, release, ()
        self.network = Network({name: home / name for name in NAMES})
        self._disks = disks
        self.harms: Mapping[str, Harm[Place, Mend]] = {**FAULTS, **(FULL_DISK if disks else {})}

    @contextmanager
    def open(self) -> Iterator[None]:
        with ExitStack() as stack:
            if self._disks:
                stack.enter_context(own_disks(self._home, NAMES))
            stack.enter_context(self.network.running())
            self.ledger = self.cluster = Cluster(self._home, self.network)
            stack.enter_context(self.cluster.running())
            self._pulse = Pulse([self.cluster.url(each) for each in self.cluster.nodes])
            stack.enter_context(self._pulse.running())
            env = environment(self._home, self.cluster.database)
            if self._release:
                env["PYTHONPATH"] = sources_of(self._release, self._home / "release")
                people = settled_by(env, self.cluster.database, self._home)
            else:
                people = settled(self.cluster.database, self._home)
            way = self._way(stack)
            self.audiences = three_audiences(self._home, env, people, self.book, way)
            self._place = Place(self.cluster, self.audiences, way)
            stack.enter_context(self.asking())
            yield

    def _way(self, stack: ExitStack) -> Way | None:
        """Through a pooler, where there is one."""
        if not may_pool():
            return None
        way = Way(self._home, self.cluster)
        stack.enter_context(way.open())
        self.harms = {**self.harms, **POOLER_DIES}
        return way

    def round(self, blow: Blow, name: str = "") -> None:
        """Raises `Fault`, or what else ended a client."""
        found, place = self.begin(name or blow.name), self._place
        mends: list[Mend] = []
        began = time.monotonic()

        def strike() -> None:
            mends.append(self.harms[blow.name].do(place, blow.seconds))
            place.wait_until_it_commits()
            found.away = time.monotonic() - began

        def mend() -> None:
            for each in mends:
                each()
            place.wait_until_whole()

        self.harm(found, strike)
        self.harm(found, mend)
        self.check(found)

    def back(self, since: float) -> float:
        return self._pulse.back(since)

    def upgrade(self) -> None:
        """From the earlier release to this one, one process after the other."""
        for each in self.audiences:
            each.served.env.pop("PYTHONPATH", None)
        self.round(Blow("restart servers", 0), "upgrade")
