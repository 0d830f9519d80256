"""Commands that others overtake: a lost race is no guess of a name, and nobody searches the vault by losing races."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_graphql.limits.name_guesses import ALLOWED, PERIOD, NameGuesses, TooManyLostRaces, TooManyNamedTexts
from tests.api.given import Api, Client, a_pole
from tests.api.lost_races import CLEAN, NAMED, SPENT, accomplice, api, code_of, processes, version_of

__all__ = ["accomplice", "api", "processes"]

ROUNDS = 22


@pytest.mark.parametrize("in_batch", [False, True])
def test_renames_at_once_cost_no_guesses(processes: list[Api], liege: Client, *, in_batch: bool) -> None:
    pole, clients = a_pole(liege), [liege, Client(processes[1].http, liege.headers), liege]
    codes = list[str]()

    def rename(client: Client, name: str, version: int, barrier: Barrier) -> str:
        barrier.wait(20)
        return code_of(client, pole, name, version, in_batch=in_batch)

    with ThreadPoolExecutor(3) as threads:
        for number in range(ROUNDS):
            version, barrier = version_of(liege, pole), Barrier(3)
            acts = [
                threads.submit(rename, each, f"Pôle {number} {n}", version, barrier) for n, each in enumerate(clients)
            ]
            codes += [each.result(60) for each in acts]

    assert set(codes) == {"", "VERSION_CONFLICT"}
    assert codes.count("") == ROUNDS
    assert code_of(liege, pole, CLEAN.format("après"), version_of(liege, pole)) == ""


@pytest.mark.parametrize("in_batch", [False, True])
@pytest.mark.parametrize("acts", [0, 3])
def test_races_lost_on_purpose_search_no_more_texts_than_recorded_acts(
    api: Api, accomplice: str, acts: int, *, in_batch: bool
) -> None:
    spy = api.granted("espion", Role.COORDINATOR, Bassin.LIEGE)

    def guess(text: str) -> str:
        return code_of(spy, accomplice, text, version_of(spy, accomplice), in_batch=in_batch)

    recorded = [guess(f"Acte {number}") for number in range(acts)]
    codes = [guess(CLEAN.format(number)) for number in range(2 * ALLOWED)]

    assert recorded == [""] * acts
    assert codes == ["VERSION_CONFLICT"] * (ALLOWED + acts) + [SPENT] * (ALLOWED - acts)
    assert guess(NAMED) == SPENT


def test_a_race_is_forgiven_within_the_hour_of_its_act() -> None:
    now, acts = 0.0, 2
    limit = NameGuesses(clock=lambda: now)

    def lose(count: int) -> None:
        for _ in range(count):
            with limit.guesses("one", 1) as guesses:
                guesses.check()
                guesses.lose_race(acts)

    lose(ALLOWED + acts)
    with pytest.raises(TooManyLostRaces):
        lose(1)
    now = PERIOD
    lose(ALLOWED + acts)
    with pytest.raises(TooManyLostRaces):
        lose(1)


def test_a_refusal_says_whether_names_or_races_spent_the_guesses() -> None:
    limit = NameGuesses(clock=lambda: 0.0)
    with limit.guesses("one", ALLOWED) as guesses:
        guesses.spend(ALLOWED - 1)
        guesses.lose_race(0)
    with limit.guesses("other", ALLOWED) as guesses:
        guesses.spend(ALLOWED)

    with pytest.raises(TooManyLostRaces), limit.guesses("one", 1) as guesses:
        guesses.check()
    with pytest.raises(TooManyNamedTexts), limit.guesses("other", 1) as guesses:
        guesses.check()
