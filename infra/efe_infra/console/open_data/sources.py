"""Rows of each open data file, from one object of its listing. `site` is the origin of the addresses of pages."""

from collections.abc import Iterator
from typing import Any

from efe_infra.console.open_data.generated import (
    AxisFileInstance,
    CompetenceFileOperator,
    DecisionFileDecision,
    FundingCallFileFundingCall,
    InstanceFileInstance,
    OperatorFileOperator,
    OpinionFileOpinion,
    PoleFilePole,
    ProjectFileProject,
    ThemeFileThemeList,
)
from efe_infra.console.open_data.rows import (
    PublicAxis,
    PublicCompetence,
    PublicDecision,
    PublicFundingCall,
    PublicInstance,
    PublicOperator,
    PublicOpinion,
    PublicPole,
    PublicProject,
    PublicTheme,
)
from efe_infra.console.register.ids import key_of
from efe_infra.console.register.labels import SLUGS
from efe_infra.console.register.links import page_of


def address(site: str, global_id: str) -> str:
    return f"{site}{page_of(global_id)}"


def instance_address(site: str, bassin: str) -> str:
    return f"{site}/instances/{SLUGS[bassin]}"


def name_and_key(pole: Any) -> tuple[str | None, str | None]:
    """Returns identifier and name of a pôle; two None for a missing one."""
    return (key_of(pole.id), pole.name) if pole else (None, None)


def instance(each: InstanceFileInstance, site: str) -> Iterator[PublicInstance]:
    yield PublicInstance(
        key_of(each.id), instance_address(site, each.bassin), each.bassin, each.name, each.established_on
    )


def axes(each: AxisFileInstance, site: str) -> Iterator[PublicAxis]:
    for identified in each.axes:
        yield PublicAxis(
            key_of(identified.id),
            f"{instance_address(site, each.bassin)}/axes",
            each.bassin,
            identified.axis.key,
            identified.axis.kind,
            identified.axis.label,
            identified.since,
            identified.until,
            identified.illustrative,
        )


def pole(each: PoleFilePole, site: str) -> Iterator[PublicPole]:
    yield PublicPole(
        key_of(each.id),
        address(site, each.id),
        each.bassin,
        each.name,
        each.axis.key,
        each.axis.kind,
        each.axis.label,
        each.state,
        each.created_on,
        each.constituted_on,
        each.term_starts,
        each.term_ends,
        each.dissolved_on,
        each.illustrative,
    )


def project(each: ProjectFileProject, site: str) -> Iterator[PublicProject]:
    yield PublicProject(
        key_of(each.id),
        address(site, each.id),
        each.title,
        each.bassins,
        each.joint,
        each.outcome,
        each.pending,
        each.axis_key,
        each.emerged_on,
        each.illustrative,
    )


def decision(each: DecisionFileDecision, site: str) -> Iterator[PublicDecision]:
    yield PublicDecision(
        key_of(each.id),
        address(site, each.id),
        each.bassin,
        *name_and_key(each.pole),
        each.title,
        each.kind,
        each.state,
        each.proposed_on,
        each.adopted_on,
        each.communicated_on,
        each.received_on,
        each.contested,
        each.illustrative,
    )


def opinion(each: OpinionFileOpinion, site: str) -> Iterator[PublicOpinion]:
    yield PublicOpinion(
        key_of(each.id),
        address(site, each.id),
        each.bassin,
        *name_and_key(each.pole),
        each.title,
        each.kind,
        each.state,
        each.begun_on,
        each.due_on,
        each.adopted_on,
        each.transmitted_on,
        each.acknowledged_on,
        each.answer_due_on,
        each.answered_on,
        each.overdue,
        each.illustrative,
    )


def operator(each: OperatorFileOperator, site: str) -> Iterator[PublicOperator]:
    yield PublicOperator(
        key_of(each.id),
        address(site, each.id),
        each.name,
        each.kind,
        each.scheme,
        each.number,
        each.college,
        each.registered_on,
        each.illustrative,
    )


def competences(each: CompetenceFileOperator, site: str) -> Iterator[PublicCompetence]:
    for competence in each.competences:
        yield PublicCompetence(
            key_of(competence.id),
            address(site, each.id),
            key_of(each.id),
            each.name,
            competence.bassin,
            competence.axis_key,
            competence.kind,
            competence.label,
            competence.since,
            competence.until,
            competence.illustrative,
        )


def funding_call(each: FundingCallFileFundingCall, site: str) -> Iterator[PublicFundingCall]:
    yield PublicFundingCall(
        key_of(each.id),
        address(site, each.id),
        each.bassin,
        each.name,
        each.executive,
        each.reference,
        each.opens,
        each.closes,
        each.registered_on,
        each.withdrawn_on,
        each.illustrative,
    )


def themes(each: ThemeFileThemeList, site: str) -> Iterator[PublicTheme]:
    for theme in each.themes:
        yield PublicTheme(
            key_of(theme.id),
            address(site, each.id),
            each.bassin,
            key_of(each.id),
            each.title,
            theme.label,
            theme.orientation,
            theme.axis_keys,
            each.adopted_on,
            each.starts,
            each.ends,
            theme.illustrative,
        )
