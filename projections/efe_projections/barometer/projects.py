"""Figures on projects: joint projects, verdicts and the days to them, and conditions of agreements."""

from typing import Final

from msgspec.structs import replace

from efe_domain.project.events import ProjectSubmitted, VerdictKind
from efe_domain.project.verdicts import JointOutcome
from efe_domain.shared.messages import Message
from efe_projections.barometer.figure import (
    DAY_GROUPS,
    BarometerFigureKey,
    BarometerTheme,
    BarometerUnit,
    Figure,
    LineSource,
    day_group,
    in_period,
)
from efe_projections.engine.query import alive, visible
from efe_projections.project.hearings import VerdictRow
from efe_projections.project.rows import ProjectRow
from efe_projections.project.timeline import ProjectFactRow

_SUBMISSION: Final = f"""
    cross join lateral (
        select fact.effective_on as day from read.{ProjectFactRow.TABLE.name} as fact
        where fact.project = verdict.project and fact.version < verdict.version
        and fact.kind = '{ProjectSubmitted.TOPIC}'
        and fact.values @> jsonb_build_array(jsonb_build_object('value', jsonb_build_array(verdict.bassin)))
        and {alive("fact")} and {visible(ProjectFactRow.TABLE, "fact")}
        order by fact.version desc limit 1
    ) as submission
"""  # noqa: S608 - names of tables and columns, never a value
_DAYS: Final = "(verdict.given_on - submission.day)"
_GIVEN: Final = LineSource(
    row=VerdictRow,
    alias="verdict",
    item="verdict.project",
    detail="verdict.version",
    bassins="array[verdict.bassin]",
    day="verdict.given_on",
    group="verdict.kind",
    conditions=(in_period("verdict.given_on"),),
)
_CONDITIONS: Final = """
    cross join lateral jsonb_array_elements(verdict.condition_list) with ordinality as condition (content, place)
"""
_MET: Final = "coalesce((condition.content ->> 'met_on')::date <= period.until, false)"

PROJECT_FIGURES: Final = (
    Figure(
        key=BarometerFigureKey.JOINT_PROJECTS,
        theme=BarometerTheme.PROJECTS,
        unit=BarometerUnit.NUMBER,
        title=Message("Projets conjoints"),
        definition=Message("Les projets nés dans la période qui concernent plusieurs Instances, par issue."),
        kind="project",
        groups=JointOutcome,
        lines=LineSource(
            row=ProjectRow,
            alias="project",
            item="project.project",
            day="project.emerged_on",
            group="project.outcome",
            conditions=(in_period("project.emerged_on"), "cardinality(project.bassins) > 1"),
        ),
        public=True,
    ),
    Figure(
        key=BarometerFigureKey.VERDICTS,
        theme=BarometerTheme.PROJECTS,
        unit=BarometerUnit.NUMBER,
        title=Message("Verdicts des Instances"),
        definition=Message("Les verdicts rendus ou révisés dans la période, par ce qu'ils disent."),
        kind="project",
        groups=VerdictKind,
        lines=_GIVEN,
    ),
    Figure(
        key=BarometerFigureKey.DAYS_TO_VERDICT,
        theme=BarometerTheme.PROJECTS,
        unit=BarometerUnit.DAYS,
        title=Message("Jours jusqu'au verdict"),
        definition=Message(
            "La médiane des jours entre la dernière soumission d'un projet à une Instance et son premier verdict, des"
            " verdicts rendus dans la période."
        ),
        kind="project",
        groups=DAY_GROUPS,
        lines=replace(
            _GIVEN,
            group=day_group(_DAYS),
            value=_DAYS,
            joins=_SUBMISSION,
            conditions=(*_GIVEN.conditions, "verdict.why is null"),
        ),
    ),
    Figure(
        key=BarometerFigureKey.CONDITIONS_MET,
        theme=BarometerTheme.PROJECTS,
        unit=BarometerUnit.PERCENT,
        title=Message("Conditions remplies"),
        definition=Message(
            "Des conditions que posent les accords de la période encore en vigueur à sa fin, la part de celles qui"
            " étaient alors remplies."
        ),
        kind="project",
        groups=(("met", Message("Remplie")), ("open", Message("Pas encore remplie"))),
        lines=replace(
            _GIVEN,
            detail="verdict.version || ' ' || condition.place",
            group=f"case when {_MET} then 'met' else 'open' end",
            value=f"case when {_MET} then 1 else 0 end",
            joins=_CONDITIONS,
            conditions=(*_GIVEN.conditions, "(verdict.until is null or verdict.until > period.until)"),
        ),
    ),
)
