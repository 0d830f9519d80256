"""The state of a pôle on a day, and the lists that follow from it."""

from tests.api.given import Client, a_composed_pole, day

STATE = "query ($id: ID!, $on: Date) { pole(id: $id) { state(inForceOn: $on) daysLeft(inForceOn: $on) } }"
IN_STATE = "query ($filter: PoleFilter) { poles(filter: $filter) { totalCount } }"
EXPIRING = "query ($within: Int!) { expiringPoles(within: $within, bassin: LIEGE) { edges { node { daysLeft } } } }"


def renewed_late(by: Client) -> str:
    """A pôle of two terms, from day -1000 to -901 and from day -500 to 99."""
    pole, _ = a_composed_pole(by)
    by.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-1000), ends=day(-901))
    by.done("evaluatePole", "pole { id }", poleId=pole, effectiveOn=day(-600), conclusion="Utile.")
    by.done("renewPole", "pole { id }", poleId=pole, effectiveOn=day(-500), ends=day(99))
    return pole


def test_the_state_of_any_day_follows_from_all_the_terms(liege: Client) -> None:
    pole = renewed_late(liege)

    states = [liege.ask(STATE, id=pole, on=day(on))["pole"] for on in (-1001, -1000, -901, -900, -500, 0, 99, 100)]

    assert [(state["state"], state["daysLeft"]) for state in states] == [
        ("IN_PREPARATION", None),
        ("ACTIVE", 99),
        ("ACTIVE", 0),
        ("EXPIRED", None),
        ("ACTIVE", 599),
        ("ACTIVE", 99),
        ("ACTIVE", 0),
        ("EXPIRED", None),
    ]


def test_a_dissolved_pole_is_dissolved_from_that_day(liege: Client) -> None:
    pole = renewed_late(liege)
    liege.done("dissolvePole", "pole { id }", poleId=pole, effectiveOn=day(-10), reason="Fin.")

    states = [liege.ask(STATE, id=pole, on=day(on))["pole"]["state"] for on in (-11, -10)]

    assert states == ["ACTIVE", "DISSOLVED"]
    assert liege.ask(EXPIRING, within=100) == {"expiringPoles": {"edges": []}}


def test_poles_are_listed_by_their_state_on_a_day(liege: Client) -> None:
    renewed_late(liege)

    counts = {
        (state, on): liege.ask(IN_STATE, filter={"state": state, "inForceOn": day(on)})["poles"]["totalCount"]
        for state in ("IN_PREPARATION", "ACTIVE", "EXPIRED", "DISSOLVED")
        for on in (-1001, -950, -700, 0)
    }

    assert [asked for asked, count in counts.items() if count] == [
        ("IN_PREPARATION", -1001),
        ("ACTIVE", -950),
        ("ACTIVE", 0),
        ("EXPIRED", -700),
    ]


def test_a_term_that_ends_soon_is_listed(liege: Client) -> None:
    renewed_late(liege)

    within = [liege.ask(EXPIRING, within=days)["expiringPoles"]["edges"] for days in (98, 99)]

    assert within == [[], [{"node": {"daysLeft": 99}}]]


def test_ends_are_not_asked_for_beyond_ten_years(liege: Client) -> None:
    assert [liege.refusal(EXPIRING, within=days) for days in (-1, 3661)] == ["BAD_USER_INPUT"] * 2
