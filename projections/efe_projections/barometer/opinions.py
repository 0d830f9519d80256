"""Figures on opinions: those sent, and the answers to them."""

from typing import Final

from msgspec.structs import replace

from efe_domain.opinion.content import OpinionKind
from efe_domain.shared.messages import Message
from efe_projections.barometer.figure import (
    BarometerFigureKey,
    BarometerTheme,
    BarometerUnit,
    Figure,
    LineSource,
    in_period,
)
from efe_projections.opinion.rows import OpinionRow

_SENT: Final = LineSource(
    row=OpinionRow,
    alias="opinion",
    item="opinion.id",
    bassins="array[opinion.bassin]",
    day="opinion.transmitted_on",
    group="opinion.kind",
    conditions=(in_period("opinion.transmitted_on"),),
)
_ANSWERED: Final = "coalesce(opinion.answered_on <= period.until, false)"

OPINION_FIGURES: Final = (
    Figure(
        key=BarometerFigureKey.OPINIONS_SENT,
        theme=BarometerTheme.OPINIONS,
        unit=BarometerUnit.NUMBER,
        title=Message("Avis transmis"),
        definition=Message("Les avis de pôles et d'Instances transmis dans la période, par sorte."),
        kind="opinion",
        groups=OpinionKind,
        lines=_SENT,
        public=True,
    ),
    Figure(
        key=BarometerFigureKey.OPINIONS_ANSWERED,
        theme=BarometerTheme.OPINIONS,
        unit=BarometerUnit.PERCENT,
        title=Message("Avis qui ont reçu une réponse"),
        definition=Message(
            "Des avis transmis dans la période, la part de ceux qui avaient reçu une réponse le dernier jour."
        ),
        kind="opinion",
        groups=(("answered", Message("Une réponse reçue")), ("waiting", Message("Aucune réponse encore"))),
        lines=replace(
            _SENT,
            group=f"case when {_ANSWERED} then 'answered' else 'waiting' end",
            value=f"case when {_ANSWERED} then 1 else 0 end",
        ),
        public=True,
    ),
)
