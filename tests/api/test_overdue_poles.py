"""Which pôles meet as often as they agreed (PS-REUNION)."""

from typing import Any

from tests.api.decisions import concert
from tests.api.given import Api, Client, a_composed_pole, day
from tests.api.meetings import a_constituted_pole, convened, held

REGULARITY = """
    query ($id: ID!, $on: Date, $at: AsOf) {
        pole(id: $id, asOf: $at) {
            dossier { meetings { lastHeldOn(inForceOn: $on) nextDueOn(inForceOn: $on) overdue(inForceOn: $on) } }
        }
        overduePoles(inForceOn: $on, asOf: $at) { totalCount edges { node { id } } }
    }
"""


def test_a_pole_that_has_not_met_for_longer_than_agreed_is_overdue(api: Api, liege: Client) -> None:
    pole, members = a_constituted_pole(liege, -400)
    nothing_agreed = liege.ask(REGULARITY, id=pole)
    concert(liege, pole, members, never_met=api, on=day(-390), meetingEveryMonths=6)
    never_met = liege.ask(REGULARITY, id=pole)
    at = liege.ask("{ meta { position } }")["meta"]["position"]
    held(liege, {"poleId": pole}, -20)
    cancelled = convened(liege, {"poleId": pole}, -10)
    liege.done("cancelMeeting", "meeting { id }", meetingId=cancelled, reason="Grève.")

    met, later, before = (liege.ask(REGULARITY, id=pole, on=day(offset)) for offset in (0, 250, -300))
    as_it_was = liege.ask(REGULARITY, id=pole, at={"position": at})

    assert regularity(nothing_agreed) == (None, None, False, [])
    assert regularity(never_met)[2:] == (True, [pole])
    assert regularity(met)[0] == day(-20)
    assert regularity(met)[2:] == (False, [])
    assert regularity(later)[2:] == (True, [pole])
    assert (regularity(before)[0], regularity(before)[2:]) == (None, (False, []))
    assert regularity(as_it_was)[:1] + regularity(as_it_was)[2:] == (None, True, [f"{pole}@{at}"])


def regularity(seen: dict[str, Any]) -> tuple[str | None, str | None, bool, list[str]]:
    found = seen["pole"]["dossier"]["meetings"]
    overdue = [edge["node"]["id"] for edge in seen["overduePoles"]["edges"]]
    return found["lastHeldOn"], found["nextDueOn"], found["overdue"], overdue


def test_the_day_by_which_a_pole_meets_again_is_so_many_months_later(api: Api, liege: Client) -> None:
    pole, members = a_composed_pole(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn="2024-08-31", ends="2025-08-31")
    concert(liege, pole, members, never_met=api, on="2024-09-01", meetingEveryMonths=6)

    seen = {
        on: regularity(liege.ask(REGULARITY, id=pole, on=on)) for on in ("2025-02-28", "2025-03-01", "2025-09-01")
    }

    assert seen == {
        "2025-02-28": (None, "2025-02-28", False, []),
        "2025-03-01": (None, "2025-02-28", True, [pole]),
        "2025-09-01": (None, "2025-02-28", False, []),
    }


def test_overdue_poles_are_shown_to_their_own_instance(api: Api, liege: Client, namur: Client) -> None:
    pole, members = a_constituted_pole(liege)
    concert(liege, pole, members, never_met=api, on=day(-390), meetingEveryMonths=1)

    listed = "query ($bassin: Bassin) { overduePoles(bassin: $bassin) { totalCount } }"
    seen = [by.ask(listed, bassin=bassin) for by in (liege, namur) for bassin in (None, "LIEGE", "NAMUR")]

    assert [each["overduePoles"]["totalCount"] for each in seen] == [1, 1, 0, 0, 0, 0]
