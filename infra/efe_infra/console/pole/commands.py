"""`/poles/{key}/actes/{slug}`, `/instances/{bassin}/actes/creer-un-pole`: commands of coordinators on pôles."""

from typing import Final
from uuid import UUID

from efe_infra.console.axis.choices import axis_input
from efe_infra.console.forms.command_form import CommandForm, Option, Options
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import Offers
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr
from efe_infra.console.meeting.held_meetings import body_meetings
from efe_infra.console.pole.evaluation import EVALUATING, EvaluationPage
from efe_infra.console.pole.evaluation_file import ADDRESS as FILE
from efe_infra.console.pole.forms import (
    CITATION,
    CONSTITUTION,
    CREATION,
    DEPARTURE,
    EVALUATION,
    POLE_COMMANDS,
    RENAMING,
    SPEAKERS,
    TERM,
)
from efe_infra.console.pole.generated import (
    INSTANCE_COMMAND,
    POLE_COMMAND,
    POLES_OF_INSTANCE,
    PoleCommandMembership,
    PoleCommandOperator,
    PoleCommandPole,
)
from efe_infra.console.pole.representation import representation_options
from efe_infra.console.pole.searches import searches_for
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.themes.choices import citable_themes
from efe_infra.console.web.form_body import Fields
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import bassin_at, require

pages = page_router(multilingual=True)
FILE_WORDS: Final = tr("Lire le dossier d'évaluation")


@form_at(pages, "/poles/{key:uuid}/actes/{slug}")
async def pole_page(visit: PageRequest, key: UUID, slug: str, form: Fields) -> CommandPage:
    command = require(POLE_COMMANDS.get(slug))
    response = await visit.ask(POLE_COMMAND, id=global_id("Pole", str(key)))
    pole = require(response.pole)
    evaluates = command is EVALUATION
    return (EvaluationPage if evaluates else CommandPage)(
        visit=visit,
        command=EVALUATING if evaluates else command,
        frame=response,
        subject_link=(pole.name, f"/poles/{key}"),
        offers=Offers.of(pole.available_commands),
        fixed={"poleId": pole.id},
        options={**await options(visit, command, pole), **await meeting_options(visit, command, pole.bassin)},
        bassin=pole.bassin,
        subject=pole.id,
        version=pole.version,
        searches=await searches_for(visit, command, pole, form),
        initial={"name": pole.name} if command is RENAMING else {},
        links=[(FILE_WORDS, f"/poles/{key}/{FILE}")] if pole.term_starts and command.occasion == TERM else (),
    )


@form_at(pages, "/instances/{bassin}/actes/creer-un-pole")
async def creation_page(visit: PageRequest, bassin: str) -> CommandPage:
    name = bassin_at(bassin)
    response = await visit.ask(INSTANCE_COMMAND, bassin=name)
    axes = [each.axis for each in response.instance.axes] if response.instance else []
    return CommandPage(
        visit=visit,
        command=CREATION,
        frame=response,
        subject_link=(BASSINS[name], f"/instances/{bassin}"),
        offers=Offers.of(response.instance.available_commands if response.instance else None),
        fixed={"bassin": name},
        options={"axis": [Option(each.key, each.label, axis_input(each)) for each in axes]},
        bassin=name,
    )


async def options(visit: PageRequest, command: CommandForm, pole: PoleCommandPole) -> Options:
    if command.slug in SPEAKERS:
        return await representation_options(visit, pole)
    if command is DEPARTURE:
        seats = pole.dossier.memberships if pole.dossier else ()
        return {"operatorId": [seat(each, each.operator) for each in seats if each.operator]}
    if command is CITATION:
        return {"themeId": await citable_themes(visit, pole.bassin)}
    if command is CONSTITUTION:
        return {"continuesId": await previous_poles(visit, pole)}
    return {}


async def meeting_options(visit: PageRequest, command: CommandForm, bassin: str) -> Options:
    cites = any(each.name == "meetingId" for each in command.own)
    return {"meetingId": await body_meetings(visit, bassin)} if cites else {}


async def previous_poles(visit: PageRequest, pole: PoleCommandPole) -> list[Option]:
    """Returns the other pôles of the same axis of the Instance."""
    poles = await visit.ask_all(POLES_OF_INSTANCE, lambda answer: answer.poles, bassin=pole.bassin)
    return [Option(each.id, each.name) for each in poles if each.axis.key == pole.axis.key and each.id != pole.id]


def seat(member: PoleCommandMembership, operator: PoleCommandOperator) -> Option:
    """Returns a seat as an option. Accepts an ended seat without offering it: a form may be sent again."""
    words = tr("%(name)s (collège %(college)s)", name=operator.name, college=member.college)
    return Option(operator.id, words, offered=member.until is None or member.until > today())
