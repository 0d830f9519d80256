"""`/instances/{bassin}/analyses`, `/analyses/{key}`: analyses of an Instance, and the forms of their commands."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.analysis.forms import ADOPTION, ANALYSIS_COMMANDS, RECEIPT, REMINDER, REQUEST, SYNTHESIS
from efe_infra.console.analysis.generated import (
    ANALYSES_OF_INSTANCE,
    ANALYSES_TO_CITE,
    ANALYSIS_COMMAND,
    ANALYSIS_DOSSIER,
    DATA_REQUEST,
    AnalysisCommandAnalysis,
    AnalysisDossierAnalysis,
    AnalysisLine,
    AnalysisName,
)
from efe_infra.console.document.recent import recent_documents
from efe_infra.console.forms.command_form import CommandForm, Option, Options
from efe_infra.console.forms.content_fields import options_of
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import CommandLink, Offers, links_to
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import Locale, Translatable, tr, tr_value
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.labels import BASSINS, Label
from efe_infra.console.web.next_step import StepLine
from efe_infra.console.web.page_request import PageRequest, SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import live_updates
from efe_infra.console.web.refusals import bassin_at, require

pages = page_router(multilingual=True)
REMINDER_INTERVAL: Final = timedelta(days=14)
"""Time between two reminders that the form proposes."""


class AnalysisState(NamedTuple):
    """State of an analysis: the filter of the list that finds it, and its label."""

    key: str
    variables: Mapping[str, Any]
    label: Label


AWAITED: Final = AnalysisState("attendues", {"received": False}, Label(tr("Attendue"), "wait"))
OVERDUE_STATE: Final = AnalysisState("en-retard", {}, Label(tr("En retard"), "bad"))
RECEIVED: Final = AnalysisState("recues", {"received": True, "adopted": False}, Label(tr("Reçue"), "wait"))
ADOPTED: Final = AnalysisState("adoptees", {"adopted": True}, Label(tr("Synthèse adoptée"), "good"))
STATES: Final = (OVERDUE_STATE, AWAITED, RECEIVED, ADOPTED)


def state_of(analysis: AnalysisLine) -> AnalysisState:
    if analysis.adopted_on:
        return ADOPTED
    if analysis.received_on:
        return RECEIVED
    return OVERDUE_STATE if analysis.late else AWAITED


@pages.get("/instances/{bassin}/analyses")
async def analyses(visit: SignedInVisit, bassin: str) -> Response:
    """Shows the analyses of an Instance, the first due first; `etat` is the key of a state."""
    name, day = bassin_at(bassin), visit.moment.law_day or today()
    chosen = next((each for each in STATES if each.key == visit.query("etat")), None)
    variables = {
        **(chosen.variables if chosen else {}),
        **({"lateOn": day.isoformat()} if chosen is OVERDUE_STATE else {}),
    }
    response = await visit.ask(ANALYSES_OF_INSTANCE, bassin=name, after=visit.query("apres"), **variables)
    here = f"/instances/{bassin}"
    offers = Offers.of(response.instance.available_commands if response.instance else None)
    return visit.page(
        "analysis/list.html",
        response,
        bassin=name,
        here=f"{here}/analyses",
        states=STATES,
        chosen=chosen,
        state_of=state_of,
        day=day,
        menu=offers.menu([CommandLink(REQUEST, f"{here}/actes/{REQUEST.slug}")]),
        updates=live_updates(response.viewer, [name]),
    )


@pages.get("/analyses/{key:uuid}")
async def analysis(visit: SignedInVisit, key: UUID) -> Response:
    response = await visit.ask(ANALYSIS_DOSSIER, id=global_id("Analysis", str(key)))
    dossier, here = require(response.analysis), f"/analyses/{key}"
    offers, day = Offers.of(dossier.available_commands), visit.moment.law_day or today()
    return visit.page(
        "analysis/page.html",
        response,
        here=here,
        day=day,
        state=state_of(dossier),
        step=next_act(dossier, here, offers, day),
        course=course(dossier),
        menu=offers.menu(links_to(here, ANALYSIS_COMMANDS)),
        updates=live_updates(response.viewer, [dossier.bassin]),
    )


@form_at(pages, "/analyses/{key:uuid}/actes/{slug}")
async def analysis_page(visit: PageRequest, key: UUID, slug: str) -> CommandPage:
    command = require(ANALYSIS_COMMANDS.get(slug))
    response = await visit.ask(ANALYSIS_COMMAND, id=global_id("Analysis", str(key)))
    dossier = require(response.analysis)
    return CommandPage(
        visit=visit,
        command=command,
        frame=response,
        subject_link=(title_of(dossier), f"/analyses/{key}"),
        offers=Offers.of(dossier.available_commands),
        fixed={"analysisId": dossier.id},
        options=await options(visit, command, dossier),
        bassin=dossier.bassin,
        subject=dossier.id,
        version=dossier.version,
        initial=initial(visit, command, dossier),
        quote=dossier.syntheses[-1].text if command is ADOPTION and dossier.syntheses else dossier.question,
    )


@form_at(pages, "/instances/{bassin}/actes/demander-des-donnees")
async def data_request_page(visit: PageRequest, bassin: str) -> CommandPage:
    name = bassin_at(bassin)
    response = await visit.ask(DATA_REQUEST, bassin=name)
    return CommandPage(
        visit=visit,
        command=REQUEST,
        frame=response,
        subject_link=(tr("Analyses de %(name)s", name=BASSINS[name]), f"/instances/{bassin}/analyses"),
        offers=Offers.of(response.instance.available_commands if response.instance else None),
        fixed={"bassin": name},
        options={"subject": options_of("AnalysisSubject"), "source": options_of("AnalysisSource")},
        bassin=name,
    )


async def options(visit: PageRequest, command: CommandForm, dossier: AnalysisCommandAnalysis) -> Options:
    if command is RECEIPT:
        return {"sha256": await recent_documents(visit, dossier.bassin)}
    if command is SYNTHESIS:
        of_instance = {"bassin": dossier.bassin, "received": True}
        analyses = await visit.ask_all(ANALYSES_TO_CITE, lambda answer: answer.analyses, **of_instance)
        others = [each for each in analyses if each.id != dossier.id]
        return {"crossesIds": [Option(each.id, title_of(each)) for each in others]}
    return {}


def initial(visit: PageRequest, command: CommandForm, dossier: AnalysisCommandAnalysis) -> dict[str, str]:
    """Returns what the form proposes: the words of a reminder and the day of the next, or the last synthesis."""
    if command is REMINDER:
        return {
            "note": reminder_words(dossier).render(Locale(visit.language)),
            "remindOn": (today() + REMINDER_INTERVAL).isoformat(),
        }
    if command is SYNTHESIS and dossier.syntheses:
        last = dossier.syntheses[-1]
        return {"text": last.text, "crossesIds": "\n".join(each.id for each in last.analyses)}
    return {}


def reminder_words(dossier: AnalysisCommandAnalysis) -> Translatable:
    names = {"provider": dossier.provider, "day": dossier.due_on}
    if dossier.due_on < today():
        return tr("Rappel envoyé à %(provider)s : la réponse était attendue pour le %(day)s.", **names)
    return tr("Rappel envoyé à %(provider)s : la réponse est attendue pour le %(day)s.", **names)


def title_of(analysis: AnalysisName) -> Translatable:
    return tr("%(provider)s : %(question)s", provider=analysis.provider, question=analysis.question)


def next_act(dossier: AnalysisDossierAnalysis, here: str, offers: Offers, day: date) -> StepLine | None:
    """Returns the act that brings the analysis further; None when its last synthesis is adopted."""
    command = next_form(dossier, day)
    if command is None:
        return None
    is_waiting = command is RECEIPT
    return StepLine(
        words=tr("Attendre la réponse, puis la recevoir") if is_waiting else tr(command.title),
        button=tr(command.title),
        reason=None,
        due=None if dossier.received_on else dossier.due_on,
        owner=dossier.provider if is_waiting else None,
        owner_page=None,
        instance=None if is_waiting else BASSINS[dossier.bassin],
        person=None,
        subject=None,
        subject_page=None,
        form=f"{here}/actes/{command.slug}" if offers.of_form(command).possible.rows else None,
        rule=command.rule,
        overdue_days=max((day - dossier.due_on).days, 0) if dossier.received_on is None else 0,
        is_others=is_waiting,
    )


def next_form(dossier: AnalysisDossierAnalysis, day: date) -> CommandForm | None:
    if dossier.received_on is None:
        return REMINDER if (dossier.remind_on or dossier.due_on) <= day else RECEIPT
    if not dossier.syntheses:
        return SYNTHESIS
    return None if dossier.syntheses[-1].adopted_on else ADOPTION


def course(dossier: AnalysisDossierAnalysis) -> list[tuple[str, str, str]]:
    """Returns the life of an analysis in four steps, each done, now or later, with its day."""
    written_on = dossier.syntheses[-1].on if dossier.syntheses else None
    days = (dossier.requested_on, dossier.received_on, written_on, dossier.adopted_on)
    words = (tr("Données demandées"), tr("Données reçues"), tr("Synthèse écrite"), tr("Synthèse adoptée"))
    current = next((nth for nth, day in enumerate(days) if day is None), len(days))
    expected = {1: tr("attendues pour le %(day)s", day=dossier.due_on)}
    return [
        (
            "done" if nth < current else "now" if nth == current else "later",
            text,
            tr_value(day) if day and nth < current else expected.get(nth, ""),
        )
        for nth, (day, text) in enumerate(zip(days, words, strict=True))
    ]
