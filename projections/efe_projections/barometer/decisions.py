"""Figures on decisions: those adopted, days to consensus, objections, and words of members."""

from typing import Final

from msgspec.structs import replace

from efe_domain.decision.events import DecisionKind
from efe_domain.decision.objections import ObjectionState
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
from efe_projections.decision.consultation import ObjectionRow, PositionRow
from efe_projections.decision.rows import DecisionRow

_ADOPTED: Final = LineSource(
    row=DecisionRow,
    alias="decision",
    item="decision.id",
    day="decision.adopted_on",
    group="decision.kind",
    conditions=(in_period("decision.adopted_on"),),
)
_DAYS: Final = "(decision.adopted_on - decision.proposed_on)"

DECISION_FIGURES: Final = (
    Figure(
        key=BarometerFigureKey.DECISIONS_ADOPTED,
        theme=BarometerTheme.DECISIONS,
        unit=BarometerUnit.NUMBER,
        title=Message("Décisions adoptées"),
        definition=Message("Les décisions de pôles adoptées dans la période, par objet."),
        kind="decision",
        groups=DecisionKind,
        lines=_ADOPTED,
        public=True,
    ),
    Figure(
        key=BarometerFigureKey.DAYS_TO_CONSENSUS,
        theme=BarometerTheme.DECISIONS,
        unit=BarometerUnit.DAYS,
        title=Message("Jours jusqu'au consensus"),
        definition=Message(
            "La médiane des jours entre la proposition et l'adoption des décisions adoptées dans la période."
        ),
        kind="decision",
        groups=DAY_GROUPS,
        lines=replace(_ADOPTED, group=day_group(_DAYS), value=_DAYS),
        public=True,
    ),
    Figure(
        key=BarometerFigureKey.OBJECTIONS,
        theme=BarometerTheme.DECISIONS,
        unit=BarometerUnit.NUMBER,
        title=Message("Objections"),
        definition=Message("Les objections soulevées dans la période, selon ce qu'elles sont devenues."),
        kind="decision",
        groups=ObjectionState,
        lines=LineSource(
            row=ObjectionRow,
            alias="objection",
            item="objection.decision",
            detail="objection.number",
            day="objection.raised_on",
            group="objection.state",
            conditions=(in_period("objection.raised_on"),),
            illustrative="false",
        ),
    ),
    Figure(
        key=BarometerFigureKey.OWN_WORDS,
        theme=BarometerTheme.DECISIONS,
        unit=BarometerUnit.PERCENT,
        title=Message("Positions données par les membres eux-mêmes"),
        definition=Message(
            "Des positions prises dans la période, la part de celles que le membre a données lui-même ; les autres"
            " ont été consignées pour lui."
        ),
        kind="decision",
        groups=(("own", Message("Donnée par le membre")), ("recorded", Message("Consignée pour le membre"))),
        lines=LineSource(
            row=PositionRow,
            alias="stated",
            item="stated.decision",
            detail="stated.version",
            day="stated.taken_on",
            group="case when stated.recorded_for then 'recorded' else 'own' end",
            value="case when stated.recorded_for then 0 else 1 end",
            conditions=(in_period("stated.taken_on"),),
            illustrative="false",
        ),
    ),
)
