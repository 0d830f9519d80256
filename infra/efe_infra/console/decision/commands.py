"""`/decisions/{key}/actes/{slug}` and, of an objection, `/decisions/{key}/actes/{slug}/{number}`."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from efe_infra.console.decision.adoption import AdoptionPage, adoption_form
from efe_infra.console.decision.forms import (
    ADOPTION,
    AMENDMENT,
    DECISION_COMMANDS,
    OBJECTION_COMMANDS,
    POSITION,
    RECORDED,
    STANCES,
)
from efe_infra.console.decision.generated import DECISION_COMMAND, DecisionCommandDecision, DecisionCommandObjection
from efe_infra.console.document.annex_forms import DECISION_DOCUMENT
from efe_infra.console.document.recent import recent_documents
from efe_infra.console.forms.command_form import CommandForm, Option
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import Offers, party_of
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.translatable import tr, tr_join
from efe_infra.console.meeting.held_meetings import basis_meetings, pole_meetings
from efe_infra.console.register.ids import global_id
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import coordinates
from efe_infra.console.web.refusals import require

pages = page_router(multilingual=True)


@form_at(pages, "/decisions/{key:uuid}/actes/{slug}")
async def decision_page(visit: PageRequest, key: UUID, slug: str) -> CommandPage:
    return await command_page(visit, key, require(DECISION_COMMANDS.get(slug)))


@form_at(pages, "/decisions/{key:uuid}/actes/{slug}/{number}")
async def objection_page(visit: PageRequest, key: UUID, slug: str, number: int) -> CommandPage:
    return await command_page(visit, key, require(OBJECTION_COMMANDS.get(slug)), number)


async def command_page(visit: PageRequest, key: UUID, command: CommandForm, number: int | None = None) -> CommandPage:
    """Builds the page of a command on a decision or, with a `number`, on its objection. Raises `PageRefused`."""
    response = await visit.ask(DECISION_COMMAND, id=global_id("Decision", str(key)))
    decision = require(response.decision)
    objection = None if number is None else objection_of(decision, number)
    offers = Offers.of(decision.available_commands)
    pole = decision.pole.id if decision.pole else None
    judges, joins = command is POSITION, command is ADOPTION and decision.kind == "PROJECT"
    is_coordinator = coordinates(response.viewer, decision.bassin)
    recording = RECORDED.get(command.slug) if is_coordinator else None
    takes_document = recording or command is DECISION_DOCUMENT
    adopting = command is ADOPTION
    form = adoption_form(joins=joins, is_coordinator=is_coordinator) if adopting else recording or command
    return (AdoptionPage if adopting else CommandPage)(
        visit=visit,
        command=form,
        frame=response,
        subject_link=(decision.title, f"/decisions/{key}"),
        offers=offers.for_party(objection.id) if objection else offers,
        fixed=fixed(decision, command, objection),
        options={
            "operatorId": list(members(offers.of_form(POSITION), decision)),
            "stance": STANCES,
            "meetingId": await pole_meetings(visit, pole) if pole and command is ADOPTION else [],
            "basisMeetingId": await basis_meetings(visit, pole) if pole and recording else [],
            "sha256": await recent_documents(visit, decision.bassin) if takes_document else [],
        },
        bassin=decision.bassin,
        subject=decision.id,
        version=None if judges or command is DECISION_DOCUMENT else decision.version,
        content_hash=decision.content_hash if judges else None,
        initial={"joins": "oui"} if joins else wording(decision) if command is AMENDMENT else {},
        quote=discussion(objection) if objection else decision.text,
    )


def objection_of(decision: DecisionCommandDecision, number: int) -> DecisionCommandObjection:
    """Raises `NotHere`."""
    objections = decision.dossier.objections if decision.dossier else ()
    return require(next((each for each in objections if each.number == number), None))


def fixed(
    decision: DecisionCommandDecision, command: CommandForm, objection: DecisionCommandObjection | None
) -> dict[str, Any]:
    if objection:
        return {"objectionId": objection.id}
    subject = {"subjectHash": subject_hash(decision)} if command is AMENDMENT else {}
    return {"decisionId": decision.id, **subject}


def subject_hash(decision: DecisionCommandDecision) -> str:
    """Returns the hash of the current content of the subject: an amended text may decide on an amended content."""
    subject = decision.subject
    current = subject and (subject.content_hash or (subject.dossier and subject.dossier.content_hash))
    return current or (decision.dossier.subject_hash if decision.dossier else "")


def wording(decision: DecisionCommandDecision) -> dict[str, str]:
    return {"title": decision.title, "text": decision.text, "deadline": str(decision.deadline or "")}


def discussion(objection: DecisionCommandObjection) -> str:
    """Returns the objection and the answer to it."""
    texts = [tr("Objection : %(reason)s", reason=objection.reason)]
    if objection.answer:
        texts.append(tr("Réponse du pôle : %(answer)s", answer=objection.answer))
    return tr_join("\n\n", texts)


def members(offers: Offers, decision: DecisionCommandDecision) -> Iterator[Option]:
    """Yields the members whose position the viewer may take or record, as options."""
    seats = decision.dossier.roster if decision.dossier else ()
    colleges = {each.operator.id: each.college for each in seats if each.operator}
    possible = offers.possible.parties
    for row in offers.rows:
        if (party := party_of(row)) and party.name:
            words = party.name
            if college := colleges.get(party.id):
                words = tr("%(name)s (collège %(college)s)", name=party.name, college=college)
            yield Option(party.id, words, offered=party.id in possible)
