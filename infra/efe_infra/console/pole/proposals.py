"""`/poles/{key}/decisions/actes/proposer` and `/poles/{key}/projets/actes/faire-emerger`: proposals in a pôle."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from efe_infra.console.decision.forms import PROPOSAL
from efe_infra.console.forms.command_form import CommandForm, Option, Options, Several
from efe_infra.console.forms.content_fields import NO, SPARE_ACTIONS, content_options
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import Offers
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.translatable import tr
from efe_infra.console.pole.generated import (
    POLE_PROPOSAL,
    REPLACEABLE_DECISIONS,
    PoleProposalModalitiesProposal,
    PoleProposalPoleOfPole,
    PoleProposalProjectDossier,
    PoleProposalResponse,
)
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
GOING: Final = frozenset({"EMERGED", "STARTED"})
"""States of a project on which a pôle still decides."""
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
    return (EmergencePage if emerges else CommandPage)(
        visit=visit,
        command=EMERGENCE_WITH_PARTNERS if emerges else command,
        frame=found,
        subject_link=(pole.name, f"/poles/{key}"),
        offers=Offers.of(pole.available_commands),
        fixed={"poleId": pole.id},
        options=await options(visit, command, found, pole),
        searches={choices.PARTNERS: await choices.partner_search(visit, form)} if command is EMERGENCE else {},
        bassin=pole.bassin,
        initial={
            **initial_wording(found, pole, visit.query(SUBJECT) or ""),
            "replacesId": visit.query(REPLACED) or "",
            "content.zone": NO,
        },
    )


def initial_wording(answer: PoleProposalResponse, pole: PoleProposalPoleOfPole, subject: str) -> dict[str, str]:
    """Returns the selected subject and, for a content to carry, the title and the text of the decision."""
    contents = {
        f"project-{key_of(each.project_id)}": (each.content.title, each.number, each.content.aims)
        for each in answer.invitations.nodes
    } | {
        f"project-{key_of(each.id)}": (each.title, each.dossier.content.number, each.dossier.content.aims)
        for each in pole.projects.nodes
        if each.dossier and each.dossier.content
    }
    if subject not in contents:
        return {"about": subject}
    return {"about": subject, **carrying_words(*contents[subject])}


async def options(
    visit: PageRequest, command: CommandForm, answer: PoleProposalResponse, pole: PoleProposalPoleOfPole
) -> Options:
    if command is EMERGENCE:
        partners = await partner_poles(visit, pole.id, pole.axis.label)
        bassins = {pole.bassin, *(each.bassin for each in partners)}
        invited = [Option(each.id, choices.pole_words(each)) for each in partners]
        return {**content_options(SPARE_ACTIONS, bassins=bassins), INVITED.name: invited}
    return {"about": list(subjects(answer, pole)), "replacesId": await replaceable(visit, pole.id)}


async def replaceable(visit: PageRequest, pole: str) -> list[Option]:
    """Returns the adopted decisions that no other one replaced."""
    decisions = await visit.ask_all(REPLACEABLE_DECISIONS, lambda answer: answer.decisions, id=pole)
    return [
        Option(each.id, tr("%(title)s (contestée)", title=each.title) if each.contested_on else each.title)
        for each in decisions
        if each.adopted_on and not (each.dossier and each.dossier.replaced_by)
    ]


def subjects(answer: PoleProposalResponse, pole: PoleProposalPoleOfPole) -> Iterator[Option]:
    """Yields the subjects of a decision, each with the content that it would adopt."""
    yield Option("decision", tr("Une décision"), Several(kind="DECISION"))
    yield Option("orientation", tr("Une orientation"), Several(kind="ORIENTATION"))
    for each in answer.invitations.nodes:
        words = tr("Porter un projet, à l'invitation d'un autre pôle : %(title)s", title=each.content.title)
        yield on("PROJECT", each.project_id, each.content_hash, words)
    for project in pole.projects.nodes:
        if (dossier := project.dossier) and dossier.state in GOING:
            yield on(
                "PROJECT", project.id, dossier.content_hash, tr("Porter le projet : %(title)s", title=project.title)
            )
            yield from acts(pole, project.id, project.title, dossier)
    for opinion in pole.opinions.nodes:
        if opinion.content_hash and opinion.state in {"REQUESTED", "DRAFTED"}:
            yield on(
                "OPINION",
                opinion.id,
                opinion.content_hash,
                tr("Rendre l'avis : %(title)s", title=opinion.title or tr("sans titre")),
            )
    if pole.dossier and (modalities := pole.dossier.proposed_modalities):
        yield on(
            "MODALITIES",
            pole.id,
            modalities.content_hash,
            tr("Ses modalités : %(words)s", words=modalities_words(modalities)),
        )


def acts(
    pole: PoleProposalPoleOfPole, project: str, title: str, dossier: PoleProposalProjectDossier
) -> Iterator[Option]:
    """Yields the acts of the pôle in a project that it leads or carries.

    Only a carrier leaves or applies for funding: a lead does once it carries its project too.
    """
    leads = dossier.lead is not None and dossier.lead.id == pole.id
    carries = dossier.lead_carries or not leads
    labels = {
        "AMENDMENT": leads and tr("Amender le projet : %(title)s", title=title),
        "DEPARTURE": carries and tr("Quitter le projet : %(title)s", title=title),
        "ABANDONMENT": leads and tr("Abandonner le projet : %(title)s", title=title),
        "COMPLETION": leads and dossier.state == "STARTED" and tr("Achever le projet : %(title)s", title=title),
        "FUNDING": carries and tr("Demander un financement pour le projet : %(title)s", title=title),
    }
    for kind, words in labels.items():
        if words:
            yield on(kind, project, dossier.content_hash, words)


def modalities_words(modalities: PoleProposalModalitiesProposal) -> str:
    months, quorum = modalities.meeting_every_months, modalities.quorum_percent
    if quorum:
        return tr("Une réunion tous les %(months)s mois, quorum de %(percent)s %%", months=months, percent=quorum)
    return tr("Une réunion tous les %(months)s mois", months=months)


def on(kind: str, subject: str, content_hash: str, words: str) -> Option:
    sends = Several(kind=kind, subjectId=subject, subjectHash=content_hash)
    return Option(f"{kind.lower()}-{key_of(subject)}", words, sends)
