"""Faults of a cluster in a round, drawn by chance."""

import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from tests.chaos.audience import Audience
from tests.chaos.harms import Harm
from tests.chaos.promises import wait_for
from tests.cluster.nodes import COMES, LEADS, Cluster, Node
from tests.cluster.pooled import Way

type Mend = Callable[[], object]

RESTARTED_AFTER = 1.0
"""Seconds after which a manager of services starts again what has died."""
BLOCK = 1 << 16


@dataclass
class Place:
    """`struck` are the nodes of which nothing is expected until they are mended; `way` leads through a pooler."""

    cluster: Cluster
    audiences: Sequence[Audience]
    way: Way | None = None
    struck: list[Node] = field(default_factory=list)

    def strike(self, node: Node) -> Node:
        self.struck.append(node)
        return node

    def wait_until_it_commits(self) -> float:
        """Seconds."""
        rest = [each for each in self.cluster.nodes if each not in self.struck]
        return wait_for("A node commits", lambda: any(map(self.cluster.commits, rest)), LEADS, self.cluster.told)

    def wait_until_whole(self) -> float:
        self.struck.clear()
        return wait_for("The cluster is whole again", self.cluster.is_whole, COMES, self.cluster.told)


def nothing() -> None:
    pass


def kill(place: Place, *nodes: Node) -> Mend:
    for each in nodes:
        place.strike(each).kill()
    return lambda: place.cluster.start(*nodes)


def kill_postgres(place: Place, _: float) -> Mend:
    """Its Patroni starts it again."""
    place.cluster.leader().kill_postgres()
    return nothing


def kill_patroni(place: Place, _: float) -> Mend:
    """PostgreSQL goes on, and nobody notices if Patroni is back before the others miss it."""
    leader = place.cluster.leader()
    leader.kill_patroni()
    time.sleep(RESTARTED_AFTER)
    place.cluster.start(leader)
    return nothing


def lose_the_majority(place: Place, seconds: float) -> Mend:
    """The one that is left records nothing, whoever it was."""
    leader = place.cluster.leader()
    mend = kill(place, *(each for each in place.cluster.nodes if each is not leader))
    time.sleep(seconds)
    mend()
    place.struck.clear()
    return nothing


def freeze(place: Place, node: Node) -> Mend:
    place.strike(node).signal(signal.SIGSTOP)
    return lambda: node.signal(signal.SIGCONT)


def freeze_for_a_moment(place: Place, seconds: float) -> Mend:
    leader = place.cluster.leader()
    leader.signal(signal.SIGSTOP)
    time.sleep(seconds)
    leader.signal(signal.SIGCONT)
    return nothing


def part(place: Place, node: Node) -> Mend:
    """Clients reach it as before."""
    place.cluster.network.part(place.strike(node).name)
    return place.cluster.network.heal


def part_for_a_moment(place: Place, seconds: float) -> Mend:
    place.cluster.network.part(place.cluster.leader().name)
    time.sleep(seconds)
    place.cluster.network.heal()
    return nothing


def switch_over(place: Place, _: float) -> Mend:
    place.cluster.switch_over()
    return nothing


def fill_the_disk(place: Place, seconds: float) -> Mend:
    """Fills the disk of the leader to the last byte; its consensus has another disk."""
    filler = place.cluster.leader().data.with_name("filler")
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(BLOCK))
    time.sleep(seconds)
    filler.unlink()
    return nothing


def kill_the_pooler(place: Place, _: float) -> Mend:
    assert place.way
    place.way.pooler.kill()
    time.sleep(RESTARTED_AFTER)
    place.way.pooler.start()
    return nothing


def kill_a_server(place: Place, where: float) -> Mend:
    """`where` is drawn from 0 to 1."""
    served = place.audiences[int(where * len(place.audiences))].served
    with served.away():
        served.kill()
        served.start()
    return nothing


def stop_the_servers(place: Place, _: float) -> Mend:
    """One after the other, as when a release is put in the place of another one."""
    for each in place.audiences:
        with each.served.away():
            each.served.stop()
            each.served.start()
        each.wait_until_read()
    return nothing


FAULTS: Final[Mapping[str, Harm[Place, Mend]]] = {
    "kill leader": Harm(lambda place, _: kill(place, place.cluster.leader()), 4),
    "kill standby": Harm(lambda place, _: kill(place, place.cluster.standby())),
    "kill postgres": Harm(kill_postgres, 3),
    "kill patroni": Harm(kill_patroni),
    "lose the majority": Harm(lose_the_majority, 1, (5, 12)),
    "freeze leader": Harm(lambda place, _: freeze(place, place.cluster.leader()), 3),
    "freeze leader for a moment": Harm(freeze_for_a_moment, 2, (2, 8)),
    "freeze standby": Harm(lambda place, _: freeze(place, place.cluster.standby())),
    "part leader": Harm(lambda place, _: part(place, place.cluster.leader()), 3),
    "part leader for a moment": Harm(part_for_a_moment, 2, (1, 8)),
    "part standby": Harm(lambda place, _: part(place, place.cluster.standby())),
    "switch over": Harm(switch_over, 3),
    "kill server": Harm(kill_a_server, 2, (0, 1)),
    "restart servers": Harm(stop_the_servers, 1),
}
FULL_DISK: Final[Mapping[str, Harm[Place, Mend]]] = {"fill disk": Harm(fill_the_disk, 3, (5, 15))}
"""Only where each node has a disk of its own."""
POOLER_DIES: Final[Mapping[str, Harm[Place, Mend]]] = {"kill pooler": Harm(kill_the_pooler, 2)}
"""Only where there is one."""
