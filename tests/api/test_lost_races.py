"""Commands that others overtake: a lost race is no guess of a name, and nobody searches the vault by losing races."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_graphql.limits.name_guesses import ALLOWED, PERIOD, NameGuesses, TooManyLostRaces, TooManyNamedTexts
from efe_graphql.mutations.text_search import TextSearch
from efe_infra.postgres.database import Database
from tests.api.given import Api, Client, a_pole
from tests.api.test_perform_all import PERFORM
from tests.running import serving

ROUNDS = 22
VERSION = "query ($id: ID!) { pole(id: $id) { version } }"
RENAME = "mutation ($input: RenamePoleInput!) { renamePole(input: $input) { userErrors { code } } }"
NAMED, CLEAN, SPENT = "Vu avec Marie Dupont.", "Vu avec Jeanne Durant {}.", "TOO_MANY_LOST_RACES"


@pytest.fixture
def processes(database: Database, tmp_path: Path) -> Iterator[list[Api]]:
    with ExitStack() as opened:
        yield [opened.enter_context(serving(database, tmp_path)) for _ in range(2)]


@pytest.fixture
def api(processes: list[Api]) -> Api:
    return processes[0]


def version_of(by: Client, pole: str) -> int:
    return int(by.ask(VERSION, id=pole)["pole"]["version"])


def code_of(by: Client, pole: str, name: str, version: int, *, in_batch: bool = False) -> str:
    """The code of the refusal of a rename; empty if it is recorded."""
    command = {"poleId": pole, "name": name, "expectedVersion": version}
    answer = by.post(
        *((PERFORM, {"commands": [{"renamePole": command}]}) if in_batch else (RENAME, {"input": command}))
    )
    for error in answer.get("errors", ()):
        return str(error["extensions"]["code"])
    [found] = answer["data"].values()
    [payload] = found if in_batch else [found]
    return "".join(each["code"] for each in payload["userErrors"])


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


@pytest.fixture
def accomplice(processes: list[Api], liege: Client, monkeypatch: pytest.MonkeyPatch) -> str:
    """A pôle that another coordinator renames by another process, between the search of a text and its append."""
    pole, search = a_pole(liege), TextSearch.named
    other = Client(processes[1].http, processes[1].granted("seconde", Role.COORDINATOR, Bassin.LIEGE).headers)

    def search_and_overtake(self: TextSearch, texts: Sequence[str]) -> int | None:
        found = search(self, texts)
        if "Jeanne" in texts[0]:
            assert code_of(other, pole, f"Pôle {uuid4().hex}", version_of(other, pole)) == ""
        return found

    monkeypatch.setattr(TextSearch, "named", search_and_overtake)
    return pole


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
