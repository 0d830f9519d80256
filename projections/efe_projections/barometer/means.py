"""Figures on means: support by Instances, and funding by the three executives."""

from typing import Final

from msgspec.structs import replace

from efe_domain.project.events import FundingAuthority, SupportKind
from efe_domain.shared.messages import Message
from efe_projections.barometer.figure import (
    BarometerFigureKey,
    BarometerTheme,
    BarometerUnit,
    Figure,
    LineSource,
    in_period,
)
from efe_projections.project.means import FundingRow, SupportRow

_SUPPORTS: Final = LineSource(
    row=SupportRow,
    alias="support",
    item="support.project",
    detail="support.id",
    bassins="array[support.bassin]",
    day="support.since",
    group="support.kind",
    conditions=(in_period("support.since"),),
)
_FUNDINGS: Final = LineSource(
    row=FundingRow,
    alias="funding",
    item="funding.project",
    detail="funding.id",
    bassins="array[funding.bassin]",
    day="funding.applied_on",
    group="funding.authority",
    value="funding.amount_cents",
    conditions=(in_period("funding.applied_on"),),
)

MEANS_FIGURES: Final = (
    Figure(
        key=BarometerFigureKey.SUPPORTS_GRANTED,
        theme=BarometerTheme.MEANS,
        unit=BarometerUnit.NUMBER,
        title=Message("Soutiens accordés"),
        definition=Message("Les soutiens que des Instances ont accordés à des projets dans la période."),
        kind="project",
        groups=SupportKind,
        lines=_SUPPORTS,
    ),
    Figure(
        key=BarometerFigureKey.SUPPORTS_ENDED,
        theme=BarometerTheme.MEANS,
        unit=BarometerUnit.NUMBER,
        title=Message("Soutiens terminés"),
        definition=Message("Les soutiens qui ont pris fin dans la période, par cause."),
        kind="project",
        groups=(
            ("instance", Message("L'Instance y a mis fin")),
            ("refused", Message("L'Instance a refusé le projet")),
            ("released", Message("Le pôle soutenu a quitté le projet")),
        ),
        lines=replace(
            _SUPPORTS,
            day="support.until",
            group="""case when support.by_release then 'released' when support.by_verdict is not null then 'refused'
                else 'instance' end""",
            conditions=(in_period("support.until"),),
        ),
    ),
    Figure(
        key=BarometerFigureKey.FUNDING_ASKED,
        theme=BarometerTheme.MEANS,
        unit=BarometerUnit.CENTS,
        title=Message("Financements demandés"),
        definition=Message("La somme des montants que des pôles ont demandés dans la période, par exécutif."),
        kind="project",
        groups=FundingAuthority,
        lines=_FUNDINGS,
    ),
    Figure(
        key=BarometerFigureKey.FUNDING_GRANTED,
        theme=BarometerTheme.MEANS,
        unit=BarometerUnit.CENTS,
        title=Message("Financements accordés"),
        definition=Message(
            "La somme des montants accordés dans la période, par exécutif ; une demande refusée compte pour zéro."
        ),
        kind="project",
        groups=FundingAuthority,
        lines=replace(
            _FUNDINGS,
            day="funding.decided_on",
            value="coalesce(funding.granted_cents, 0)",
            conditions=(in_period("funding.decided_on"),),
        ),
    ),
)
