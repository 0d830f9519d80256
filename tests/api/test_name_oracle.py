"""The vault is no oracle: each guess of a name that leaves no command in the register counts towards the limit."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest

from efe_graphql.limits.name_guesses import ALLOWED
from tests.api.batches import PERFORM, performed
from tests.api.corrections import PREVIEW
from tests.api.given import Api, Client, a_pole, day

NAMED, NOBODY = "Vu avec Marie Dupont.", "Vu avec Jeanne Durant {}."
SPENT = "TOO_MANY_NAMED_TEXTS"


@pytest.fixture(autouse=True)
def marie(liege: Client) -> None:
    liege.done("registerPerson", "person { id }", givenName="Marie", familyName="Dupont")


def guesses(pole: str, texts: Sequence[str]) -> list[dict[str, Any]]:
    """Commands that each succeed, whatever was recorded before."""
    return [{"renamePole": {"poleId": pole, "name": text, "commandId": str(uuid4())}} for text in texts]


def codes(answers: Sequence[dict[str, Any]]) -> list[str]:
    return [error["code"] for each in answers for error in each["userErrors"]]


def misses(count: int) -> list[str]:
    return [NOBODY.format(n) for n in range(count)]


def refused_command(pole: str) -> dict[str, Any]:
    return {"constitutePole": {"poleId": pole, "commandId": str(uuid4())}}


def test_a_batch_that_a_rule_refuses_says_nothing_of_its_texts(liege: Client) -> None:
    pole = a_pole(liege)

    answers = performed(liege, *guesses(pole, [*misses(98), NAMED]), refused_command(pole))

    assert set(codes(answers[:-1])) == {"ALL_OR_NOTHING"}
    assert codes(performed(liege, *guesses(pole, ["Accueil"]))) == []


def test_a_name_known_to_be_refused_buys_few_guesses(liege: Client) -> None:
    """The last text is known to be refused, so that the batch records nothing."""
    pole, found_out = a_pole(liege), 0
    for _ in range(2 * ALLOWED):
        answer = liege.post(PERFORM, {"commands": guesses(pole, [*misses(98), NAMED])})
        if "errors" in answer:
            break
        found_out += codes(answer["data"]["performAll"]).count("ALL_OR_NOTHING")

    assert answer["errors"][0]["extensions"]["code"] == SPENT
    assert found_out < ALLOWED
    assert liege.code_of("dissolvePole", poleId=pole, reason="Fin.") == SPENT


def test_a_small_batch_says_which_text_it_is(liege: Client) -> None:
    pole = a_pole(liege)

    answers = performed(liege, *guesses(pole, [*misses(2), NAMED, *misses(1)]))

    assert codes(answers) == ["ALL_OR_NOTHING", "ALL_OR_NOTHING", "INVALID", "ALL_OR_NOTHING"]
    allowed = [liege.refused("dissolvePole", poleId=pole, reason=NAMED)["code"] for _ in range(ALLOWED - 3)]
    assert set(allowed) == {"INVALID"}
    assert liege.code_of("dissolvePole", poleId=pole, reason=NAMED) == SPENT


def test_misses_leave_a_trace(liege: Client, lines: BytesIO) -> None:
    performed(liege, *guesses(a_pole(liege), [*misses(2), NAMED]))

    logged = lines.getvalue().decode()
    assert logged.count('"TEXT_SEARCHED"') == 2
    assert logged.count('"NAMED_TEXT"') == 1
    assert "Durant" not in logged


def test_a_preview_says_nothing_of_its_texts(liege: Client) -> None:
    """A preview records nothing, so a guess would cost nothing."""
    pole = a_pole(liege)

    previews = [
        liege.ask(
            PREVIEW,
            input={"entityId": pole, "changes": [{"version": 1, "patch": {"name": name}}], "reason": reason},
        )["previewRectification"]["userErrors"]
        for name, reason in ((NAMED, "Erreur."), ("Autre", NAMED), ("Autre", "Erreur."))
    ]

    assert previews == [[], [], []]


def test_an_honest_batch_is_recorded_whole(api: Api, liege: Client) -> None:
    pole = a_pole(liege)

    for _ in range(3):
        answers = performed(liege, *guesses(pole, misses(99)))
        assert codes(answers) == []
    liege.done("dissolvePole", "pole { id }", poleId=pole, reason="Fin.", effectiveOn=day(0))


def test_a_search_of_the_header_is_no_guess(liege: Client) -> None:
    """A person who types in the header searches at each letter; only a command that is refused for a name counts."""
    pole, searching = a_pole(liege), "query ($text: String!) { search(text: $text) { totalCount } }"

    for _ in range(2):
        for end in range(2, len(NAMED)):
            liege.ask(searching, text=NAMED[:end])

    refusals = {liege.refused("dissolvePole", poleId=pole, reason=NAMED)["code"] for _ in range(ALLOWED)}
    assert refusals == {"INVALID"}
    assert liege.code_of("dissolvePole", poleId=pole, reason=NAMED) == SPENT
