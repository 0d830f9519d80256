"""Cache of a provider's keys: its requests, and its use while the provider does not answer."""

from asyncio import gather
from collections.abc import Iterable

import pytest
from anyio import run

from efe_infra.identity.issuer_client import IssuerKeys
from efe_infra.identity.openid_verifier import (
    MAX_AGE_S,
    MAX_STALENESS_S,
    RETRY_INTERVAL_S,
    UNKNOWN_KEY_INTERVAL_S,
    KeyCache,
)
from efe_infra.identity.tokens import IssuerUnreachable
from tests.infra.identity.small_provider import SmallProvider, a_key

DOWN = (503, b"")


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cache(provider: SmallProvider, clock: Clock) -> KeyCache:
    provider.publish(a_key("one"))
    return KeyCache(IssuerKeys(provider.issuer).keys, clock)


def found(cache: KeyCache, kid: str | None = "one") -> list[str | None]:
    return [key.kid for key in run(cache.keys, kid)]


def found_at_once(cache: KeyCache, kids: Iterable[str]) -> list[list[str | None]]:
    async def all_at_once() -> list[list[str | None]]:
        answers = await gather(*(cache.keys(kid) for kid in kids))
        return [[key.kid for key in answer] for answer in answers]

    return run(all_at_once)


def test_many_who_ask_at_once_cause_one_question(provider: SmallProvider, cache: KeyCache) -> None:
    provider.delay = 0.05

    answers = found_at_once(cache, ["one"] * 100)

    assert answers == [["one"]] * 100
    assert len(provider.asked) == 2


def test_keys_are_asked_for_again_when_they_are_old(provider: SmallProvider, cache: KeyCache, clock: Clock) -> None:
    found(cache)
    clock.now += MAX_AGE_S - 1
    found(cache)
    young = provider.times
    provider.publish(a_key("two"))
    clock.now += 1

    assert found(cache) == []
    assert (young, provider.times) == (1, 2)


def test_a_new_key_is_found_at_once(provider: SmallProvider, cache: KeyCache) -> None:
    found(cache)
    provider.publish(a_key("one"), a_key("two"))

    assert found(cache, "two") == ["two"]


def test_made_up_key_ids_cause_one_question_a_minute(provider: SmallProvider, cache: KeyCache, clock: Clock) -> None:
    found(cache)

    answers = found_at_once(cache, [f"made-up-{n}" for n in range(50)])
    clock.now += UNKNOWN_KEY_INTERVAL_S - 1
    found(cache, "made-up")
    within = provider.times
    clock.now += 1
    found(cache, "made-up")

    assert answers == [[]] * 50
    assert (within, provider.times) == (2, 3)


def test_a_made_up_key_id_that_comes_first_causes_one_question(provider: SmallProvider, cache: KeyCache) -> None:
    answers = found_at_once(cache, ["made-up", "one", "made-up"])

    assert answers == [[], ["one"], []]
    assert provider.times == 1


def test_a_search_that_fails_is_not_repeated_within_the_minute(provider: SmallProvider, cache: KeyCache) -> None:
    found(cache)
    provider.answers["/jwks"] = DOWN

    assert [found(cache, "made-up"), found(cache, "made-up"), found(cache)] == [[], [], ["one"]]
    assert provider.times == 2


def test_old_keys_serve_while_the_provider_is_down(provider: SmallProvider, cache: KeyCache, clock: Clock) -> None:
    found(cache)
    provider.answers["/jwks"] = DOWN
    clock.now += MAX_STALENESS_S - 1

    assert [found(cache), found(cache)] == [["one"], ["one"]]
    assert provider.times == 2


def test_old_keys_do_not_serve_for_ever(provider: SmallProvider, cache: KeyCache, clock: Clock) -> None:
    found(cache)
    provider.answers["/jwks"] = DOWN
    clock.now += MAX_STALENESS_S

    for kid in ("one", None):
        with pytest.raises(IssuerUnreachable):
            found(cache, kid)


def test_keys_that_are_too_old_make_everybody_wait(provider: SmallProvider, cache: KeyCache, clock: Clock) -> None:
    found(cache)
    clock.now += MAX_STALENESS_S
    provider.delay = 0.05

    assert found_at_once(cache, ["one", "one"]) == [["one"], ["one"]]
    assert provider.times == 2


def test_old_keys_serve_others_while_one_asks_for_newer(
    provider: SmallProvider, cache: KeyCache, clock: Clock
) -> None:
    found(cache)
    clock.now += MAX_AGE_S
    provider.publish(a_key("two"))
    provider.delay = 0.05

    assert found_at_once(cache, ["one", "one", "two"]) == [[], ["one"], ["two"]]
    assert provider.times == 2


def test_a_provider_that_comes_back_is_believed_anew(provider: SmallProvider, cache: KeyCache, clock: Clock) -> None:
    provider.answers["/jwks"] = DOWN
    for _ in range(3):
        with pytest.raises(IssuerUnreachable):
            found(cache)
    while_down = provider.times
    provider.answers.clear()
    clock.now += RETRY_INTERVAL_S

    assert found(cache) == ["one"]
    assert while_down == 1


def test_keys_of_before_an_outage_are_dropped_when_it_ends(
    provider: SmallProvider, cache: KeyCache, clock: Clock
) -> None:
    found(cache)
    provider.answers["/jwks"] = DOWN
    clock.now += MAX_AGE_S
    during = found(cache)
    provider.answers.clear()
    provider.publish(a_key("two"))
    clock.now += RETRY_INTERVAL_S

    assert (during, found(cache)) == (["one"], [])
