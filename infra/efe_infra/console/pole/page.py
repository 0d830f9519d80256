"""`/poles/{key}`: one pôle: its public page, its restricted part, and the commands that the viewer may send."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from starlette.responses import Response

from efe_domain.law.rules import MAX_TERM_YEARS
from efe_infra.console.decision.forms import PROPOSAL
from efe_infra.console.decision.seats import SeatShapes, seats_of
from efe_infra.console.forms.offers import CommandLink, Offers, links_to
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr
from efe_infra.console.meeting.forms import CONVENING, MEETINGS, SERIES
from efe_infra.console.meeting.states import state_of
from efe_infra.console.pole.colleges import columns_of, shared_persons
from efe_infra.console.pole.evaluation_file import evaluation_file
from efe_infra.console.pole.forms import POLE_COMMANDS
from efe_infra.console.pole.generated import POLE, CitedMeeting, Pole, PoleDecision
from efe_infra.console.pole.inline_forms import inline_forms, step_here
from efe_infra.console.pole.life import (
    awaits_evaluation,
    course_of,
    evaluation_of_term,
    evaluation_opens,
    gauge_of,
    is_near_end,
    status_of,
)
from efe_infra.console.pole.meetings import latest, meetings_of
from efe_infra.console.pole.proposals import PROPOSALS
from efe_infra.console.register.ids import global_id, key_of
from efe_infra.console.register.labels import BASSINS, SLUGS
from efe_infra.console.register.links import Step, in_order
from efe_infra.console.web.next_step import step_line
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import live_updates
from efe_infra.console.web.refusals import require

pages = page_router(multilingual=True)


@pages.get("/poles/{key:uuid}")
async def pole(visit: Visit, key: UUID) -> Response:
    """Shows a pôle; `decisions`, `projets`, `avis` and `reunions` are the places in its lists."""
    cursors = {
        "decisionsAfter": visit.query("decisions"),
        "projectsAfter": visit.query("projets"),
        "opinionsAfter": visit.query("avis"),
    }
    response = await visit.ask(POLE, id=global_id("Pole", str(key)), **cursors)
    pole = require(response.pole)
    viewer = visit.viewer_now(response.viewer)
    offers = Offers.of(pole.available_commands)
    menu = offers.menu(command_links(pole))
    on = visit.moment.law_day or today()
    file = await evaluation_file(visit, pole, on) if is_near_end(pole) else None
    meetings = await meetings_of(visit, pole)
    columns = columns_of(pole, on)
    forms = await inline_forms(visit, pole, offers, columns)
    step = step_line(pole.next_step, viewer, pole.id, offers.refused)
    return visit.page(
        "pole/page.html",
        response,
        step=step_here(step, f"/poles/{key}", forms),
        updates=live_updates(response.viewer, [pole.bassin]),
        structured=structured_data(pole),
        menu=menu,
        standing=status_of(pole),
        course=course_of(pole),
        gauge=gauge_of(pole, meetings),
        meetings=latest(meetings, visit.query("reunions")),
        evaluation=evaluation_of_term(pole),
        awaits_evaluation=awaits_evaluation(pole),
        evaluation_opens=evaluation_opens(pole),
        file=file,
        columns=columns,
        forms=forms,
        term_years=MAX_TERM_YEARS,
        shared_persons=shared_persons(pole, on),
        decisions=decision_lines(response.decisions.nodes if response.decisions else ()),
        meeting_state=lambda meeting: state_of(meeting, on),
        proposing=menu.link_to(PROPOSAL),
        convening=menu.link_to(CONVENING),
        steps=steps(pole),
        citations=citations(pole),
    )


class Citation(NamedTuple):
    """Act of the Instance on the pôle, in words, and the meeting of a body that it cites."""

    day: date
    words: str
    meeting: CitedMeeting


def citations(pole: Pole) -> list[Citation]:
    """Returns the acts that cite a meeting, from the first to the last."""
    return sorted(
        Citation(day, words, meeting) for day, words, meeting in _instance_acts(pole) if meeting and meeting.held_on
    )


def _instance_acts(pole: Pole) -> Iterator[tuple[date, str, CitedMeeting | None]]:
    if (dossier := pole.dossier) is None:
        return
    if axis := dossier.identification:
        yield axis.since, tr("Axe identifié"), axis.meeting
    for seat in dossier.memberships:
        name = seat.operator.name if seat.operator else tr("un membre")
        yield seat.since, tr("Membre désigné : %(name)s", name=name), seat.meeting
    for term in dossier.terms:
        yield term.decided_on, tr("Pôle renouvelé") if term.evaluated_on else tr("Pôle constitué"), term.meeting
    for evaluation in dossier.evaluations:
        yield evaluation.evaluated_on, tr("Pôle évalué"), evaluation.meeting


def command_links(pole: Pole) -> list[CommandLink]:
    """Returns the forms on the pôle, and those that create something in it."""
    here = f"/poles/{key_of(pole.id)}"
    proposals = [
        CommandLink(replace(form, occasion=MEETINGS), f"{here}/{kind}/actes/{slug}")
        for (kind, slug), form in PROPOSALS.items()
    ]
    instance, params = f"/instances/{SLUGS[pole.bassin]}", {"pole": key_of(pole.id)}
    meetings = [
        CommandLink(replace(form, occasion=MEETINGS), f"{instance}/actes/{form.slug}", params)
        for form in (CONVENING, SERIES)
    ]
    convening, series = meetings
    return [convening, *proposals, series, *links_to(here, POLE_COMMANDS)]


class DecisionLine(NamedTuple):
    """Decision in the list of a pôle: when it began, until when it is discussed or since when it is done."""

    decision: PoleDecision
    began: str
    until: str
    seats: SeatShapes | None


def decision_lines(decisions: Sequence[PoleDecision]) -> list[DecisionLine]:
    return [
        DecisionLine(
            each,
            tr("proposée le %(day)s", day=each.proposed_on),
            state_note(each),
            seats_of(each.dossier.roster, each.dossier.positions, each.content_hash) if each.dossier else None,
        )
        for each in decisions
    ]


def state_note(decision: PoleDecision) -> str:
    if decision.state == "OPEN":
        return tr("jusqu'au %(day)s", day=decision.deadline) if decision.deadline else ""
    day = decision.received_on or decision.communicated_on or decision.adopted_on or decision.closed_on
    return tr("le %(day)s", day=day) if day else ""


def steps(pole: Pole) -> list[Step]:
    return in_order(
        (pole.created_on, tr("Créé par l'Instance")),
        (pole.constituted_on, tr("Constitué : premier jour de son premier terme")),
        (pole.taken_over_on, tr("Repris au registre, d'après un document de ce jour")),
        *((each.until, tr("Ne s'appelle plus « %(name)s »", name=each.name)) for each in pole.former_names),
        (None if pole.dissolved_on else pole.term_ends, tr("Dernier jour du terme")),
        (pole.next_term.starts if pole.next_term else None, tr("Premier jour du terme suivant")),
        (pole.dissolved_on, tr("Dissous")),
    )


def structured_data(pole: Pole) -> Mapping[str, Any] | None:
    if pole.illustrative:
        return None
    return {
        "@type": "Organization",
        "name": pole.name,
        "description": f"Pôle de synergies : {pole.axis.label}",
        "foundingDate": pole.created_on,
        "dissolutionDate": pole.dissolved_on,
        "areaServed": {"@type": "AdministrativeArea", "name": BASSINS[pole.bassin]},
        "parentOrganization": {"@type": "Organization", "name": f"Instance bassin EFE – {BASSINS[pole.bassin]}"},
    }
