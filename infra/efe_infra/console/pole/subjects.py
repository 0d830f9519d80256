"""Subjects of a decision of a pôle: contents to carry, acts in its projects, opinions to give, its modalities."""

from asyncio import gather
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from efe_infra.console.forms.command_form import Option, Several
from efe_infra.console.language.translatable import tr
from efe_infra.console.pole.generated import (
    INVITATIONS_TO_DECIDE_ON,
    OPINIONS_TO_DECIDE_ON,
    PROJECTS_TO_DECIDE_ON,
    InvitationsToDecideOnInvitation,
    OpinionsToDecideOnOpinion,
    PoleProposalModalitiesProposal,
    PoleProposalPole,
    ProjectsToDecideOnProject,
    ProjectsToDecideOnProjectDossier,
)
from efe_infra.console.register.ids import key_of
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.refusals import require

GOING: Final = frozenset({"EMERGED", "STARTED"})
"""States of a project on which a pôle still decides."""


class Subjects(NamedTuple):
    """Open invitations of a pôle, its projects and its opinions: all of them."""

    invitations: Sequence[InvitationsToDecideOnInvitation]
    projects: Sequence[ProjectsToDecideOnProject]
    opinions: Sequence[OpinionsToDecideOnOpinion]


NO_SUBJECTS: Final = Subjects((), (), ())


async def read_subjects(visit: PageRequest, pole: str) -> Subjects:
    """Raises `PageRefused`."""
    return Subjects(
        *await gather(
            visit.ask_all(INVITATIONS_TO_DECIDE_ON, lambda answer: answer.invitations, id=pole),
            visit.ask_all(PROJECTS_TO_DECIDE_ON, lambda answer: require(answer.pole).projects, id=pole),
            visit.ask_all(OPINIONS_TO_DECIDE_ON, lambda answer: require(answer.pole).opinions, id=pole),
        )
    )


def subject_options(pole: PoleProposalPole, subjects: Subjects) -> Iterator[Option]:
    """Yields the subjects of a decision, each with the content that it would adopt."""
    yield Option("decision", tr("Une décision"), Several(kind="DECISION"))
    yield Option("orientation", tr("Une orientation"), Several(kind="ORIENTATION"))
    for each in subjects.invitations:
        words = tr("Porter un projet, à l'invitation d'un autre pôle : %(title)s", title=each.content.title)
        yield on("PROJECT", each.project_id, each.content_hash, words)
    for project in subjects.projects:
        if (dossier := project.dossier) and dossier.state in GOING:
            yield on(
                "PROJECT", project.id, dossier.content_hash, tr("Porter le projet : %(title)s", title=project.title)
            )
            yield from acts(pole.id, project.id, project.title, dossier)
    for opinion in subjects.opinions:
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


def acts(pole: str, project: str, title: str, dossier: ProjectsToDecideOnProjectDossier) -> Iterator[Option]:
    """Yields the acts of the pôle in a project that it leads or carries.

    Only a carrier leaves or applies for funding: a lead does once it carries its project too.
    """
    leads = dossier.lead is not None and dossier.lead.id == pole
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
