"""Instance with more objects than a page of the register has: pôles, projects, opinions, meetings and decisions."""

from typing import Final, NamedTuple
from uuid import uuid4

from tests.api.decisions import propose
from tests.api.given import Client, a_pole
from tests.api.meetings import a_body, convened
from tests.api.opinions import SAYING, an_opinion, opportunity
from tests.api.projects import CONTENT, emerge
from tests.hostile.pen.evenings import minutes_of_long_ago
from tests.infra.console.poles import a_constituted_pole

MANY: Final = 75
MANY_POLES: Final = 25
DECISIONS: Final = 12
LAST: Final = "Zinguerie ancienne"
OPINION: Final = "Quincaillerie"
"""Titles of the last project and the last opinion: no other one has a word that begins like theirs."""


class Busy(NamedTuple):
    """Pôle with many projects, opinions and meetings, the last ones, and a plenary meeting with adopted minutes.

    The `other` pôle meets after all those, and has the last open decision of many. The `poles` have nothing.
    """

    pole: str
    project: str
    opinion: str
    meeting: str
    minutes: str
    last_meeting: str
    other: str
    other_meeting: str
    other_decision: str
    poles: list[str]


def a_busy_instance(liege: Client) -> Busy:
    pole, _ = a_constituted_pole(liege, f"Pôle {uuid4().hex}")
    titles = [*(f"Intitulé {nth}" for nth in range(MANY - 1)), LAST]
    projects = [emerge(liege, pole, {**CONTENT, "title": each}) for each in titles]
    for _ in range(MANY):
        an_opinion(liege, **opportunity(pole))
    content = {**SAYING, "title": OPINION}
    opinion = liege.done("draftOpinion", "opinion { id }", origin={"initiative": opportunity(pole)}, content=content)
    plenary = a_body(liege)
    for nth in range(MANY):
        convened(liege, plenary, -nth)
    minutes = minutes_of_long_ago(liege)
    meeting = convened(liege, {"poleId": pole}, 0)
    later = [convened(liege, {"poleId": pole}, nth) for nth in range(1, MANY + 1)]
    for _ in range(DECISIONS):
        propose(liege, pole)
    poles = [a_pole(liege, f"Pôle {uuid4().hex}") for _ in range(MANY_POLES)]
    other, _ = a_constituted_pole(liege, f"Pôle {uuid4().hex}")
    other_meeting, other_decision = convened(liege, {"poleId": other}, MANY + 1), propose(liege, other)["id"]
    return Busy(
        pole,
        projects[-1],
        opinion["id"],
        meeting,
        minutes,
        later[-1],
        other,
        other_meeting,
        other_decision,
        poles,
    )
