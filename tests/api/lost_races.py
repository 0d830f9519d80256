"""Two processes on one database, where one command overtakes another."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_graphql.mutations.text_search import TextSearch
from efe_infra.postgres.database import Database
from tests.api.batches import PERFORM
from tests.api.given import Api, Client, a_pole
from tests.running import serving

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
    """Returns the code of the refusal of a rename; empty if it is recorded."""
    command = {"poleId": pole, "name": name, "expectedVersion": version}
    answer = by.post(
        *((PERFORM, {"commands": [{"renamePole": command}]}) if in_batch else (RENAME, {"input": command}))
    )
    for error in answer.get("errors", ()):
        return str(error["extensions"]["code"])
    [found] = answer["data"].values()
    [payload] = found if in_batch else [found]
    return "".join(each["code"] for each in payload["userErrors"])


@pytest.fixture
def accomplice(processes: list[Api], liege: Client, monkeypatch: pytest.MonkeyPatch) -> str:
    """Returns a pôle that another coordinator renames between the search of a text and its append."""
    pole, search = a_pole(liege), TextSearch.named
    other = Client(processes[1].http, processes[1].granted("seconde", Role.COORDINATOR, Bassin.LIEGE).headers)

    def search_and_overtake(self: TextSearch, texts: Sequence[str]) -> int | None:
        found = search(self, texts)
        if "Jeanne" in texts[0]:
            assert code_of(other, pole, f"Pôle {uuid4().hex}", version_of(other, pole)) == ""
        return found

    monkeypatch.setattr(TextSearch, "named", search_and_overtake)
    return pole
