"""`/poles/{key}/decisions/actes/proposer` and `/poles/{key}/projets/actes/faire-emerger`: proposals in a pôle."""

from typing import Final
from uuid import UUID

from efe_infra.console.decision.forms import PROPOSAL
from efe_infra.console.forms.command_form import CommandForm, Option, Options
from efe_infra.console.forms.content_fields import NO, SPARE_ACTIONS, content_options
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import Offers
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.translatable import tr
from efe_infra.console.pole.generated import POLE_PROPOSAL, REPLACEABLE_DECISIONS, PoleProposalPole
from efe_infra.console.pole.subjects import NO_SUBJECTS, Subjects, read_subjects, subject_options
from efe_infra.console.project import choices
from efe_infra.console.project.emergence import EMERGENCE_WITH_PARTNERS, INVITED, EmergencePage, partner_poles
from efe_infra.console.project.forms import EMERGENCE
from efe_infra.console.project.wording import carrying_words
from efe_infra.console.register.ids import global_id, key_of
from efe_infra.console.web.form_body import Fields
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import require

pages = page_router(multilingual=True)
PROPOSALS: Final = {("decisions", PROPOSAL.slug): PROPOSAL, ("projets", EMERGENCE.slug): EMERGENCE}
"""Commands by the two last parts of their address."""
SUBJECT: Final = "sujet"
"""Parameter with the subject that is selected initially."""
REPLACED: Final = "remplace"
"""Parameter with the id of the decision that the new one is to replace."""


@form_at(pages, "/poles/{key:uuid}/{kind}/actes/{slug}")
async def proposal_page(visit: PageRequest, key: UUID, kind: str, slug: str, form: Fields) -> CommandPage:
    """Builds the page of a proposal; `sujet` is the subject that is selected initially."""
    command = require(PROPOSALS.get((kind, slug)))
    found = await visit.ask(POLE_PROPOSAL, id=global_id("Pole", str(key)))
    pole = require(found.pole)
    emerges = command is EMERGENCE
    subjects = NO_SUBJECTS if emerges else await read_subjects(visit, pole.id)
    return (EmergencePage if emerges else CommandPage)(
        visit=visit,
        command=EMERGENCE_WITH_PARTNERS if emerges else command,
        frame=found,
        subject_link=(pole.name, f"/poles/{key}"),
        offers=Offers.of(pole.available_commands),
        fixed={"poleId": pole.id},
        options=await options(visit, command, pole, subjects),
        searches={choices.PARTNERS: await choices.partner_search(visit, form)} if emerges else {},
        bassin=pole.bassin,
        initial={
            **initial_wording(subjects, visit.query(SUBJECT) or ""),
            "replacesId": visit.query(REPLACED) or "",
            "content.zone": NO,
        },
    )


def initial_wording(subjects: Subjects, subject: str) -> dict[str, str]:
    """Returns the selected subject and, for a content to carry, the title and the text of the decision."""
    contents = {
        f"project-{key_of(each.project_id)}": (each.content.title, each.number, each.content.aims)
        for each in subjects.invitations
    } | {
        f"project-{key_of(each.id)}": (each.title, each.dossier.content.number, each.dossier.content.aims)
        for each in subjects.projects
        if each.dossier and each.dossier.content
    }
    if subject not in contents:
        return {"about": subject}
    return {"about": subject, **carrying_words(*contents[subject])}


async def options(visit: PageRequest, command: CommandForm, pole: PoleProposalPole, subjects: Subjects) -> Options:
    if command is EMERGENCE:
        partners = await partner_poles(visit, pole.id, pole.axis.label)
        bassins = {pole.bassin, *(each.bassin for each in partners)}
        invited = [Option(each.id, choices.pole_words(each)) for each in partners]
        return {**content_options(SPARE_ACTIONS, bassins=bassins), INVITED.name: invited}
    return {"about": list(subject_options(pole, subjects)), "replacesId": await replaceable(visit, pole.id)}


async def replaceable(visit: PageRequest, pole: str) -> list[Option]:
    """Returns the adopted decisions that no other one replaced."""
    decisions = await visit.ask_all(REPLACEABLE_DECISIONS, lambda answer: answer.decisions, id=pole)
    return [
        Option(each.id, tr("%(title)s (contestée)", title=each.title) if each.contested_on else each.title)
        for each in decisions
        if each.adopted_on and not (each.dossier and each.dossier.replaced_by)
    ]
