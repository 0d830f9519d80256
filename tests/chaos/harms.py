"""Faults of a round, drawn by chance."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any, Final, NamedTuple

from tests.chaos.postgres import Supplied
from tests.chaos.stage import Served
from tests.hostile.restarting import FAST, IMMEDIATE


class Place(NamedTuple):
    """Target of the faults."""

    postgres: Supplied
    served: Served


class Harm[P, R](NamedTuple):
    """`weight` is how often it comes, `seconds` how long it lasts at least and at most."""

    do: Callable[[P, float], R]
    weight: int = 2
    seconds: tuple[float, float] = (0, 0)


def kill_the_server(place: Place, _: float) -> None:
    with place.served.away():
        place.served.kill()
        place.served.start()


def stop_the_server(place: Place, _: float) -> None:
    with place.served.away():
        place.served.stop()
        place.served.start()


def lose_both(place: Place, _: float) -> None:
    """As when their machine dies: the database is there again before the server is."""
    with place.served.away():
        place.served.kill()
        place.postgres.leave(IMMEDIATE)
        place.postgres.start_first()
        place.served.start()


HARMS: Final[Mapping[str, Harm[Place, None]]] = {
    "restart immediate": Harm(lambda place, _: place.postgres.restart(IMMEDIATE), 3),
    "restart fast": Harm(lambda place, _: place.postgres.restart(FAST)),
    "kill postmaster": Harm(lambda place, _: place.postgres.kill(), 3),
    "kill backend": Harm(lambda place, _: place.postgres.kill_a_backend(), 3),
    "terminate backend": Harm(lambda place, _: place.postgres.terminate_a_backend()),
    "terminate all": Harm(lambda place, _: place.postgres.terminate_backends()),
    "freeze leader": Harm(lambda place, seconds: place.postgres.freeze_the_leader(seconds), 3, (1, 4)),
    "freeze leader long": Harm(lambda place, seconds: place.postgres.freeze_the_leader(seconds), 1, (12, 15)),
    "freeze backend": Harm(lambda place, seconds: place.postgres.freeze_a_backend(seconds), 2, (1, 4)),
    "freeze postgres": Harm(lambda place, seconds: place.postgres.freeze(seconds), 2, (1, 4)),
    "freeze postgres long": Harm(lambda place, seconds: place.postgres.freeze(seconds), 1, (12, 15)),
    "read only": Harm(lambda place, seconds: place.postgres.only_read(seconds), 2, (3, 5)),
    "kill server": Harm(kill_the_server, 3),
    "stop server": Harm(stop_the_server),
    "freeze server": Harm(lambda place, seconds: place.served.freeze(seconds), 2, (1, 4)),
    "lose both": Harm(lose_both),
}


class Blow(NamedTuple):
    """A harm, and for how many seconds."""

    name: str
    seconds: float


def drawn(chance: Random, harms: Mapping[str, Harm[Any, Any]], names: Sequence[str] | None = None) -> Blow:
    """The same ones in the same order for the same seed."""
    names = names or list(harms)
    [name] = chance.choices(names, [harms[each].weight for each in names])
    return Blow(name, chance.uniform(*harms[name].seconds))
