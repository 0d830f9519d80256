"""Guesses of names in texts: the order of checks discloses none, and their number is limited."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.errors import Timeout
from efe_graphql.limits.computing import COMPUTATIONS
from efe_graphql.limits.name_guesses import ALLOWED, PERIOD, NameGuesses, TooManyNamedTexts
from efe_graphql.mutations.text_search import SMALL
from efe_infra.process import metrics
from tests.api.batches import PERFORM
from tests.api.given import Api, Client, a_pole, mutation
from tests.infra.ledger.given import until

NAMED, NOBODY = "Vu avec Marie Dupont.", "Vu avec Jeanne Durant."


@pytest.fixture(autouse=True)
def marie(liege: Client) -> None:
    liege.done("registerPerson", "person { id }", givenName="Marie", familyName="Dupont")


def test_a_command_on_another_version_says_nothing_of_its_texts(liege: Client) -> None:
    pole = a_pole(liege)

    refused = [
        liege.refused("dissolvePole", poleId=pole, reason=reason, expectedVersion=99) for reason in (NAMED, NOBODY)
    ]

    assert [each["code"] for each in refused] == ["VERSION_CONFLICT"] * 2


def test_a_command_that_a_rule_refuses_says_nothing_of_its_texts(liege: Client) -> None:
    pole = a_pole(liege)
    liege.done("dissolvePole", "pole { id }", poleId=pole, reason="Fin.")

    refused = [liege.refused("dissolvePole", poleId=pole, reason=reason) for reason in (NAMED, NOBODY)]

    assert refused[0] == refused[1]
    assert refused[0]["__typename"] == "RuleRefused"


def test_an_outsider_is_told_nothing_of_their_texts(liege: Client, namur: Client) -> None:
    pole = a_pole(liege)

    refused = [
        namur.refused("dissolvePole", poleId=pole, reason=reason, **version)
        for reason in (NAMED, NOBODY)
        for version in ({}, {"expectedVersion": 99})
    ]

    assert [each["code"] for each in refused] == ["NOT_FOUND"] * 4


def test_a_refusal_for_a_name_leaves_nothing(liege: Client) -> None:
    pole = a_pole(liege)

    refused = liege.refused("dissolvePole", poleId=pole, reason=NAMED)

    assert (refused["code"], refused["path"]) == ("INVALID", ["input", "reason"])
    liege.done("dissolvePole", "pole { id }", poleId=pole, reason=NOBODY)


def test_refusals_for_a_name_are_counted_and_limited(api: Api, liege: Client) -> None:
    pole, other = a_pole(liege), api.granted("seconde", Role.COORDINATOR, Bassin.LIEGE)
    before = metrics.NAMED._value.get()

    codes = [liege.refused("dissolvePole", poleId=pole, reason=NAMED)["code"] for _ in range(ALLOWED)]
    spent = [liege.code_of("dissolvePole", poleId=pole, reason=reason) for reason in (NAMED, NOBODY)]

    assert codes == ["INVALID"] * ALLOWED
    assert spent == ["TOO_MANY_NAMED_TEXTS"] * 2
    assert metrics.NAMED._value.get() == before + ALLOWED
    other.done("dissolvePole", "pole { id }", poleId=pole, reason=NOBODY)


def test_guesses_come_back_little_by_little() -> None:
    now = 0.0
    kept = NameGuesses(clock=lambda: now)

    def guess(account: str) -> None:
        with kept.guesses(account, 1) as guesses:
            guesses.check()
            guesses.spend()

    for _ in range(ALLOWED):
        guess("one")

    with pytest.raises(TooManyNamedTexts):
        guess("one")
    guess("other")
    now = PERIOD / ALLOWED
    guess("one")
    with pytest.raises(TooManyNamedTexts):
        guess("one")


def test_a_batch_holds_what_it_wants_or_one_guess() -> None:
    kept = NameGuesses()
    with kept.guesses("one", ALLOWED - 2) as many, kept.guesses("one", 5) as few:
        assert (many.count, few.count) == (ALLOWED - 2, 1)
        many.spend(3)
    with kept.guesses("one", 99) as more, kept.guesses("one", 2) as others:
        assert (more.count, others.count) == (1, 2)
    with kept.guesses("one", 0) as none:
        assert none.count == 0
    with kept.guesses("one", ALLOWED - 3) as rest:
        assert rest.count == ALLOWED - 3


def test_a_wait_for_a_guess_ends() -> None:
    kept = NameGuesses()
    with kept.guesses("one", ALLOWED), pytest.raises(Timeout), kept.guesses("one", 1, patience_s=0.05):
        pass
    with kept.guesses("one", 1, patience_s=0.05) as guesses:
        guesses.check()


AT_ONCE = 3 * ALLOWED


def a_long(text: str) -> str:
    """A text whose search takes turns."""
    return "mot " * (SMALL // 4) + text


@contextmanager
def searches_held() -> Iterator[None]:
    """Stops all searches of long texts until those that may begin have begun."""
    ended = threading.Event()
    holding = COMPUTATIONS.submit("another client", lambda: ended.wait(20))

    def end() -> None:
        until(lambda: len(COMPUTATIONS) >= ALLOWED)
        time.sleep(1)
        ended.set()

    with ThreadPoolExecutor(1) as ending:
        ended_searches = ending.submit(end)
        yield
        ended_searches.result(30)
        holding.result(30)


@pytest.mark.parametrize("in_batches", [False, True])
def test_guesses_at_the_same_time_are_within_the_limit(liege: Client, *, in_batches: bool) -> None:
    dissolution = {"poleId": a_pole(liege), "reason": a_long(NAMED)}
    alone, batch = (
        (mutation("dissolvePole"), {"input": dissolution}),
        (PERFORM, {"commands": [{"dissolvePole": dissolution}]}),
    )

    with searches_held(), ThreadPoolExecutor(AT_ONCE) as clients:
        guesses = [clients.submit(liege.post, *(batch if in_batches else alone)) for _ in range(AT_ONCE)]
        answers = [each.result(60) for each in guesses]

    refused = [each["errors"][0]["extensions"]["code"] for each in answers if "errors" in each]
    assert refused == ["TOO_MANY_NAMED_TEXTS"] * (AT_ONCE - ALLOWED)


def test_honest_commands_at_the_same_time_are_all_recorded(liege: Client) -> None:
    poles = [a_pole(liege, f"Chauffage {number}") for number in range(AT_ONCE)]

    with searches_held(), ThreadPoolExecutor(AT_ONCE) as clients:
        dissolved = list(
            clients.map(
                lambda pole: liege.do("dissolvePole", poleId=pole, reason=a_long(NOBODY))["userErrors"], poles
            )
        )

    assert dissolved == [[]] * AT_ONCE
