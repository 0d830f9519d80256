"""Whether a person is in the vault is told by no order of checks, and guessed a few times at most."""

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_graphql.limits.named_texts import ALLOWED, PERIOD, NamedTexts, TooManyNamedTexts
from efe_infra.process import metrics
from tests.api.given import Api, Client, a_pole

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
    kept = NamedTexts(clock=lambda: now)
    for _ in range(ALLOWED):
        kept.check("one")
        kept.count("one")

    with pytest.raises(TooManyNamedTexts):
        kept.check("one")
    kept.check("other")
    now = PERIOD / ALLOWED
    kept.check("one")
    kept.count("one")
    with pytest.raises(TooManyNamedTexts):
        kept.check("one")
