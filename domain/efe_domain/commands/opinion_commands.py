"""Commands on opinions: of a pôle by an account that acts in it, of an Instance by its coordinators (PS-AVIS, M4).

`opinion_id` is a new id where an opinion begins. `on` is today when None.
"""

from datetime import date
from uuid import UUID

from efe_domain.commands.authorization import acting_in, coordinating, decision_for
from efe_domain.commands.handler import CommandResult, UseCases, use_case
from efe_domain.decision.events import DecisionKind
from efe_domain.decision.refusals import NotCarried
from efe_domain.operator.operator import Operator
from efe_domain.opinion.content import Brief, OpinionContent, OpinionSubjectKind, ProjectStage, Seen, check_audience
from efe_domain.opinion.correction import kind_of
from efe_domain.opinion.opinion import Opinion
from efe_domain.opinion.refusals import OwnProject
from efe_domain.pole.pole import Pole
from efe_domain.project.project import Project
from efe_domain.shared.days import check_not_before
from efe_domain.shared.errors import Invalid, NotFound
from efe_domain.themes.themes import CommonThemes


@use_case
def request_opinion(
    uow: UseCases,
    opinion_id: UUID,
    brief: Brief,
    requester: str,
    *,
    due_on: date | None = None,
    on: date | None = None,
) -> CommandResult:
    """Records the request of a third party; for the future author."""
    opinion, day = _begun(uow, opinion_id, brief, on), uow.day(on)
    opinion.request(brief, requester, due_on=due_on, on=day)
    return uow.record(opinion)


@use_case
def undertake_opinion(
    uow: UseCases, opinion_id: UUID, brief: Brief, content: OpinionContent, *, on: date | None = None
) -> CommandResult:
    """Begins an opinion on the author's own initiative, with its first version."""
    opinion, day = _begun(uow, opinion_id, brief, on), uow.day(on)
    _check_addressees(uow, content)
    opinion.undertake(brief, on=day)
    opinion.draft(content, _seen(uow, opinion), on=day)
    return uow.record(opinion)


@use_case
def draft_opinion(
    uow: UseCases, opinion_id: UUID, content: OpinionContent, *, on: date | None = None
) -> CommandResult:
    """Drafts the first version of a requested opinion."""
    opinion = _opinion(uow, opinion_id)
    _check_addressees(uow, content)
    opinion.draft(content, _seen(uow, opinion), on=uow.day(on))
    return uow.record(opinion)


@use_case
def amend_opinion(
    uow: UseCases, opinion_id: UUID, content: OpinionContent, *, on: date | None = None
) -> CommandResult:
    opinion = _opinion(uow, opinion_id)
    _check_addressees(uow, content)
    opinion.amend(content, _seen(uow, opinion), on=uow.day(on))
    return uow.record(opinion)


@use_case
def adopt_opinion(
    uow: UseCases, opinion_id: UUID, *, decision_id: UUID | None = None, on: date | None = None
) -> CommandResult:
    """Adopts the opinion; a pôle cites its adopted decision on exactly this content, an Instance cites none."""
    opinion, day = _opinion(uow, opinion_id), uow.day(on)
    if (decision_id is None) != (opinion.brief.pole is None):
        raise Invalid("decisionId", "L'avis d'un pôle est adopté par une de ses décisions, et lui seul.")
    opinion.adopt(decision_id, on=day)
    if decision_id and opinion.brief.pole:
        _project_judged(uow, opinion)
        _check_decided(uow, opinion, uow.require(Pole, opinion.brief.pole), decision_id, day)
    return uow.record(opinion)


@use_case
def transmit_opinion(
    uow: UseCases, opinion_id: UUID, *, answer_due_on: date | None = None, on: date | None = None
) -> CommandResult:
    opinion = _opinion(uow, opinion_id)
    opinion.transmit(answer_due_on=answer_due_on, on=uow.day(on))
    return uow.record(opinion)


@use_case
def acknowledge_opinion(
    uow: UseCases, opinion_id: UUID, *, operator: UUID | None = None, on: date | None = None
) -> CommandResult:
    """`operator` is the addressee or, when None, the target body or the requester."""
    opinion = _opinion(uow, opinion_id)
    opinion.acknowledge(operator, kind_of(operator, uow), on=uow.day(on))
    return uow.record(opinion)


@use_case
def answer_opinion(
    uow: UseCases, opinion_id: UUID, answer: str, *, operator: UUID | None = None, on: date | None = None
) -> CommandResult:
    """`operator` is the addressee or, when None, the target body or the requester."""
    opinion = _opinion(uow, opinion_id)
    opinion.answer(operator, kind_of(operator, uow), answer, on=uow.day(on))
    return uow.record(opinion)


@use_case
def observe_effect(uow: UseCases, opinion_id: UUID, effect: str, *, on: date | None = None) -> CommandResult:
    opinion = _opinion(uow, opinion_id)
    opinion.observe_effect(effect, on=uow.day(on))
    return uow.record(opinion)


def _begun(uow: UseCases, opinion_id: UUID, brief: Brief, on: date | None) -> Opinion:
    """Returns a new opinion for an account that may give it, on a subject that the account may see."""
    _check_author(uow, brief, on)
    _check_subject(uow, brief, uow.day(on))
    if brief.follows:
        followed = uow.require(Opinion, brief.follows)
        if (followed.brief.bassin, followed.brief.pole) != (brief.bassin, brief.pole):
            raise NotFound(Opinion.NOUN, brief.follows)
        followed.check_transmitted(uow.day(on))
    return uow.target(uow.load(Opinion, opinion_id))


def _opinion(uow: UseCases, opinion_id: UUID) -> Opinion:
    opinion = uow.require(Opinion, opinion_id)
    if opinion.brief.pole:
        acting_in(uow, opinion.brief.pole)
    else:
        coordinating(uow, opinion.brief.bassin)
    return uow.target(opinion)


def _check_author(uow: UseCases, brief: Brief, on: date | None) -> None:
    if brief.pole is None:
        instance = coordinating(uow, brief.bassin)
        instance.check_established(uow.day(on))
        if brief.body:
            instance.check_body(brief.body, uow.day(on))
        return
    pole = acting_in(uow, brief.pole)
    if pole.bassin != brief.bassin:
        raise NotFound(Pole.NOUN, brief.pole)
    pole.check_created(uow.day(on))


def _check_subject(uow: UseCases, brief: Brief, day: date) -> None:
    """Raises `NotFound` for a project or theme that does not exist, or is not for the author to know."""
    subject = brief.subject
    if (subject.id is None) != (subject.kind is OpinionSubjectKind.FILE):
        raise Invalid("subject", "Un projet ou une thématique a un identifiant ; un dossier extérieur a un nom.")
    if subject.kind is OpinionSubjectKind.PROJECT and subject.id:
        project = uow.require(Project, subject.id)
        if brief.bassin not in project.bassins and project.verdicts.missing(project.concerned):
            raise NotFound(Project.NOUN, subject.id)
        _check_impartial(brief, project)
    if subject.kind is OpinionSubjectKind.THEME and subject.id:
        themes = uow.require(CommonThemes, subject.themes or subject.id)
        if themes.bassin != brief.bassin and not themes.diffused:
            raise NotFound(CommonThemes.NOUN, themes.id)
        themes.check_cites(subject.id, day)


def _project_judged(uow: UseCases, opinion: Opinion) -> Project | None:
    """Raises `OwnProject`."""
    subject = opinion.brief.subject
    if subject.kind is not OpinionSubjectKind.PROJECT or subject.id is None:
        return None
    project = uow.require(Project, subject.id)
    _check_impartial(opinion.brief, project)
    return project


def _seen(uow: UseCases, opinion: Opinion) -> Seen | None:
    project = _project_judged(uow, opinion)
    if project is None:
        return None
    stage = _stage(project)
    return Seen(
        number=project.content_number,
        content_hash=project.content_hash,
        stage=stage,
        outcome=None if stage is ProjectStage.EMERGED else project.verdicts.outcome(project.concerned),
    )


def _check_addressees(uow: UseCases, content: OpinionContent) -> None:
    """Raises `NotAnAddressee` or `NotFound`."""
    check_audience(tuple(uow.require(Operator, each).kind for each in content.operators))


def _check_decided(uow: UseCases, opinion: Opinion, pole: Pole, decision_id: UUID, day: date) -> None:
    """Raises `NotCarried`, or the refusals of a pôle that may not adopt that day."""
    pole.check_in_term(day)
    decision = decision_for(uow, pole, decision_id)
    if decision.pole != pole.id:
        raise NotCarried("Cette décision est celle d'un autre pôle.")
    decision.check_carries(DecisionKind.OPINION, opinion.id, opinion.content_hash)
    check_not_before(day, decision.adopted_on or day, "l'adoption de la décision")


def _check_impartial(brief: Brief, project: Project) -> None:
    """Raises `OwnProject`; also for a project that the pôle came to carry meanwhile."""
    if brief.pole is not None and project.takes_part(brief.pole):
        raise OwnProject("Un pôle ne rend pas d'avis sur un projet qu'il pilote ou qu'il porte.")


def _stage(project: Project) -> ProjectStage:
    if project.ended_on:
        return ProjectStage.OVER
    if project.started_on:
        return ProjectStage.STARTED
    return ProjectStage.EMERGED if project.verdicts.missing(project.concerned) else ProjectStage.SUBMITTED
