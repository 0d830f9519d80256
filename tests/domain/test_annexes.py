"""Documents and errata of an act: each once, counted, and of the day of the act or later (REGISTRE)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.annexes import AlreadyAttached, SameErratum
from efe_domain.shared.days import ONE_DAY, TooEarly
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import Invalid
from tests.domain.decisions import a_deciding_pole, a_decision, adopt, all_agree
from tests.domain.given import TODAY, YESTERDAY, given, recorded
from tests.domain.meetings import MINUTES, POLE, THE_ZONE, a_meeting
from tests.domain.opinions import INFORMATION, OPPORTUNITY, an_opinion
from tests.domain.projects import a_carried_project

PLAN, MAP = MINUTES, replace(MINUTES, sha256="b" * 64)


def an_adopted_decision() -> Aggregate[Any]:
    pole = a_deciding_pole()
    return adopt(all_agree(a_decision(pole), pole), pole)


def a_closed_decision() -> Aggregate[Any]:
    decision = a_decision(a_deciding_pole())
    decision.close("Sans accord.", on=TODAY)
    return decision


ACTS: dict[str, tuple[Callable[[], Aggregate[Any]], UUID | None]] = {
    "meeting of a body": (a_meeting, None),
    "meeting of a pôle": (lambda: a_meeting(POLE), POLE.id),
    "meeting of the zone": (lambda: a_meeting(THE_ZONE), None),
    "decision": (an_adopted_decision, a_deciding_pole().id),
    "closed decision": (a_closed_decision, a_deciding_pole().id),
    "opinion of an Instance": (lambda: an_opinion(INFORMATION, adopted=True), None),
    "opinion of a pôle": (lambda: an_opinion(OPPORTUNITY, adopted=True), OPPORTUNITY.pole),
    "project": (a_carried_project, None),
}
WITH_ERRATA = ["decision", "closed decision", "opinion of an Instance", "opinion of a pôle", "project"]


def an_act(name: str) -> Any:
    return given(ACTS[name][0]())


@pytest.mark.parametrize("name", ACTS)
def test_a_document_is_attached_once_and_counted(name: str) -> None:
    act = an_act(name)

    act.attach(PLAN, " Plan ", on=TODAY)
    with pytest.raises(AlreadyAttached):
        act.attach(PLAN, "Carte", on=TODAY)
    act.attach(MAP, "Carte", on=TODAY)

    found = recorded(act)
    assert [(each.number, each.document, each.title) for each in found] == [(1, PLAN, "Plan"), (2, MAP, "Carte")]  # type: ignore[attr-defined]
    assert {getattr(each, "pole", None) for each in found} == {ACTS[name][1]}
    assert act.annexes.find_document(MAP.sha256) == MAP


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("document", [replace(PLAN, sha256="xyz"), replace(PLAN, size=0)], ids=["no hash", "empty"])
def test_a_document_is_known_by_the_fingerprint_of_something(name: str, document: Document) -> None:
    act = an_act(name)

    with pytest.raises(Invalid):
        act.attach(document, "Plan", on=TODAY)

    assert recorded(act) == []


@pytest.mark.parametrize("name", WITH_ERRATA)
def test_an_erratum_of_a_text_is_noted_once(name: str) -> None:
    act = an_act(name)

    act.note_erratum(" Lire : trois écoles. ", on=TODAY)
    with pytest.raises(SameErratum):
        act.note_erratum("Lire : trois écoles.", on=TODAY)
    act.note_erratum("Lire : quatre écoles.", on=TODAY)

    found = [(each.number, each.text) for each in recorded(act)]  # type: ignore[attr-defined]
    assert found == [(1, "Lire : trois écoles."), (1, "Lire : quatre écoles.")]


@pytest.mark.parametrize("name", ACTS)
def test_no_document_comes_before_the_act(name: str) -> None:
    act = an_act(name)

    with pytest.raises(TooEarly):
        act.attach(PLAN, "Plan", on=YESTERDAY - ONE_DAY)

    assert recorded(act) == []


@pytest.mark.parametrize("name", WITH_ERRATA)
def test_no_erratum_comes_before_the_text(name: str) -> None:
    act = an_act(name)

    with pytest.raises(TooEarly):
        act.note_erratum("Lire : trois écoles.", on=YESTERDAY)

    assert recorded(act) == []
