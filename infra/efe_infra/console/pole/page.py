"""`/poles/{key}`: one pôle: its public page, its restricted part, and the commands that the viewer may send."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.forms.offers import CommandLink, Offers, links_to
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr
from efe_infra.console.meeting.forms import CONVENING, SERIES
from efe_infra.console.pole.forms import POLE_COMMANDS
from efe_infra.console.pole.generated import POLE, CitedMeeting, Pole, PoleEvaluation, PoleMeeting, PoleMembership
from efe_infra.console.pole.proposals import PROPOSALS
from efe_infra.console.register.ids import global_id, key_of
from efe_infra.console.register.labels import BASSINS, SLUGS
from efe_infra.console.register.links import Step, in_order
from efe_infra.console.web.next_step import step_line
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import coordinates, live_updates
from efe_infra.console.web.refusals import require

pages = page_router(multilingual=True)
EVALUATION_NOTICE_DAYS: Final = 90
"""Days before the end of a term from which its evaluation is due; tasks have the same number."""


@pages.get("/poles/{key:uuid}")
async def pole(visit: Visit, key: UUID) -> Response:
    """Shows a pôle; `decisions` and `reunions` are the cursors of its decisions and meetings."""
    cursors = {"decisionsAfter": visit.query("decisions"), "meetingsAfter": visit.query("reunions")}
    response = await visit.ask(POLE, id=global_id("Pole", str(key)), **cursors)
    pole = require(response.pole)
    viewer = visit.viewer_now(response.viewer)
    offers = Offers.of(pole.available_commands)
    return visit.page(
        "pole/page.html",
        response,
        step=step_line(pole.next_step, viewer, pole.id, offers.refused),
        updates=live_updates(response.viewer, [pole.bassin]),
        structured=structured_data(pole),
        menu=offers.menu(command_links(pole)),
        may_correct=coordinates(viewer, pole.bassin),
        elapsed_percent=elapsed_percent(pole),
        evaluation=evaluation_of_term(pole),
        shared_persons=shared_persons(pole),
        open_seats=open_seats(pole, visit.moment.law_day or today()),
        awaits_evaluation=awaits_evaluation(pole),
        meeting_state=meeting_state,
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
    proposals = [CommandLink(form, f"{here}/{kind}/actes/{slug}") for (kind, slug), form in PROPOSALS.items()]
    instance, params = f"/instances/{SLUGS[pole.bassin]}", {"pole": key_of(pole.id)}
    meetings = [CommandLink(form, f"{instance}/actes/{form.slug}", params) for form in (CONVENING, SERIES)]
    return [*links_to(here, POLE_COMMANDS), *proposals, *meetings]


def open_seats(pole: Pole, on: date) -> list[PoleMembership]:
    """Returns the seats of that day, by college and member; none outside the dossier."""
    seats = [
        each
        for each in (pole.dossier.memberships if pole.dossier else ())
        if each.since <= on and (each.until is None or each.until > on)
    ]
    return sorted(seats, key=lambda each: (each.college, each.operator.name if each.operator else ""))


def shared_persons(pole: Pole) -> bool:
    """Tells whether one person represents members of two colleges today."""
    seats = [
        each
        for each in (pole.dossier.memberships if pole.dossier else ())
        if each.representative and (each.until is None or each.until > today())
    ]
    colleges = {(each.representative.id, each.college) for each in seats if each.representative}
    return len(colleges) > len({person for person, _ in colleges})


def elapsed_percent(pole: Pole) -> int | None:
    """Returns the elapsed part of the current term; None outside a term."""
    if pole.days_left is None or not (pole.term_starts and pole.term_ends):
        return None
    term_days = (pole.term_ends - pole.term_starts).days + 1
    return round(100 * (term_days - pole.days_left) / term_days)


def evaluation_of_term(pole: Pole) -> PoleEvaluation | None:
    evaluations = pole.dossier.evaluations if pole.dossier else ()
    return next((each for each in evaluations if each.term_starts == pole.term_starts), None)


def awaits_evaluation(pole: Pole) -> bool:
    is_near = pole.days_left is not None and pole.days_left <= EVALUATION_NOTICE_DAYS
    return is_near and pole.dossier is not None and evaluation_of_term(pole) is None


def meeting_state(meeting: PoleMeeting) -> str:
    if meeting.cancelled_on:
        return tr("annulée")
    return tr("tenue") if meeting.held_on else tr("convoquée")


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
