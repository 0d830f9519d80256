"""The documents that the README of the contract gives to begin with, each run as it stands."""

import json
import re
import shlex
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from tests.api.given import Api, Client
from tests.api.projects import Joint, judge

pytestmark = pytest.mark.platform("module")

README: Final = (Path(__file__).parents[2] / "graphql" / "README.md").read_text(encoding="utf-8")
SECTION: Final = README.partition("\n## Documents to begin with\n")[2].partition("\n## ")[0]
ELLIPSIS: Final = "…"


class Example(NamedTuple):
    """Document with its variables, and the answer that the README shows."""

    document: str
    variables: dict[str, Any]
    answer: dict[str, Any]

    @property
    def name(self) -> str:
        return self.document.split("(")[0].split("{")[0].split()[1]


def examples() -> Iterator[Example]:
    for part in SECTION.split("\n**")[1:]:
        [document] = re.findall(r"```graphql\n(.*?)```", part, re.DOTALL)
        [answer] = re.findall(r"```json\n(.*?)```", part, re.DOTALL)
        variables = re.findall(r"Variables: `([^`]+)`", part)
        yield Example(document, json.loads("".join(variables) or "{}"), json.loads(answer))


EXAMPLES: Final = {each.name: each for each in examples()}


def filled(value: Any, ids: dict[str, str]) -> Any:
    """The variables with real ids in place of those that are cut short."""
    match value:
        case dict():
            return {name: filled(each, ids) for name, each in value.items()}
        case str() if value.endswith(ELLIPSIS):
            return ids[value.partition(":")[0]]
        case _:
            return value


def differences(shown: Any, answered: Any, path: str = "") -> list[str]:
    """Where an answer has other fields or types than the one that is shown. Null says nothing of a type."""
    match shown, answered:
        case (None, _) | (_, None):
            return []
        case dict(), dict():
            odd = [f"{path}.{name}" for name in shown.keys() ^ answered.keys()]
            both = shown.keys() & answered.keys()
            return odd + [
                each for name in both for each in differences(shown[name], answered[name], f"{path}.{name}")
            ]
        case list(), list():
            if bool(shown) != bool(answered):
                return [f"{path}: {len(answered)} elements"]
            return [each for element in answered for each in differences(shown[0], element, f"{path}[]")]
        case _:
            return [] if type(shown) is type(answered) else [f"{path}: {answered!r}"]


@pytest.fixture
def ids(liege: Client, namur: Client) -> dict[str, str]:
    """A joint project on which one Instance has spoken, and the pôle that leads it."""
    joint = Joint(liege, namur).submitted()
    judge(namur, "NAMUR", joint.project)
    return {"Project": joint.project, "Pole": joint.at_liege[0]}


@pytest.mark.platform("own")
def test_each_document_has_the_answer_that_is_shown(liege: Client, ids: dict[str, str]) -> None:
    for name, example in EXAMPLES.items():
        answer = liege.ask(example.document, **filled(example.variables, ids))

        assert differences(example.answer, answer) == [], name
    assert (
        liege.ask("query ($id: ID!) { pole(id: $id) { dissolvedOn } }", id=ids["Pole"])["pole"]["dissolvedOn"] is None
    )


def test_there_are_the_documents_that_people_ask_for_first() -> None:
    assert list(EXAMPLES) == ["MyTasks", "Board", "Since", "Try"]
    assert SECTION.count("```graphql") == len(EXAMPLES)


def test_the_command_of_curl_is_answered(api: Api, liege: Client) -> None:
    [command] = re.findall(r"```sh\n(curl .*?)\n```", SECTION, re.DOTALL)
    words = shlex.split(command.replace("$JETON", liege.token))
    headers = dict(words[nth + 1].split(": ", 1) for nth, word in enumerate(words) if word == "-H")
    address, body = next(word for word in words if word.startswith("https://")), words[words.index("-d") + 1]

    sent = partial(api.http.client.post, address.removeprefix("https://efe.example"), content=body, headers=headers)
    answer = api.http.portal.call(sent).json()

    assert answer["data"]["viewer"]["tasks"]["totalCount"] >= 0


def test_another_shape_is_seen() -> None:
    shown = {"a": [{"b": "text", "c": 1}]}

    assert differences(shown, {"a": [{"b": None, "c": 2}]}) == []
    assert differences(shown, {"a": [{"b": 1, "c": 2}]}) == [".a[].b: 1"]
    assert differences(shown, {"a": [{"b": "x"}]}) == [".a[].c"]
    assert differences(shown, {"a": []}) == [".a: 0 elements"]
