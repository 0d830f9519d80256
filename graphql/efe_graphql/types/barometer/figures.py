"""Figures of a barometer, for the viewer that reads it."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum
from typing import Self

import strawberry
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.messages import Language, in_language
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.enums import publish
from efe_graphql.contract.scalars import Position
from efe_graphql.request.context import Context
from efe_graphql.types.barometer.period import BarometerSpan, ChosenPeriod
from efe_graphql.wording.values import member
from efe_projections.barometer.figure import BarometerFigureKey, BarometerTheme, BarometerUnit, Figure, Groups
from efe_projections.barometer.reads import BarometerDays, FigureCount, figure_counts
from efe_projections.barometer.registry import FIGURES

publish(
    BarometerFigureKey,
    "Les chiffres du baromètre.",
    {key: f"{figure.title}." for key, figure in FIGURES.items()},
)
publish(
    BarometerTheme,
    "Ce dont parle un chiffre du baromètre.",
    {
        BarometerTheme.POLES: "Les pôles et leurs membres.",
        BarometerTheme.MEETINGS: "Les réunions.",
        BarometerTheme.DECISIONS: "Les décisions, les positions et les objections.",
        BarometerTheme.PROJECTS: "Les projets et les verdicts.",
        BarometerTheme.MEANS: "Les soutiens et les financements.",
        BarometerTheme.OPINIONS: "Les avis.",
    },
)
publish(
    BarometerUnit,
    "Comment un chiffre du baromètre se tire de ses lignes.",
    {
        BarometerUnit.NUMBER: "Leur nombre.",
        BarometerUnit.DAYS: "La médiane de leurs valeurs, en jours.",
        BarometerUnit.CENTS: "La somme de leurs valeurs, en centimes d'euro.",
        BarometerUnit.PERCENT: "La part de celles dont la valeur est 1, en pour cent.",
    },
)


@strawberry.type(description="Des lignes d'un chiffre qui vont ensemble, pour un graphique et son tableau.")
class BarometerGroup:
    key: str = field(description="La clé du groupe.")
    label: str = field(description="Son nom, dans la langue de la demande.")
    count: int = field(description="Combien de lignes.")
    previous_count: int = field(description="Combien de lignes dans la période d'avant.")
    value: float = field(description="La somme des montants en centimes d'euro, ou le nombre de lignes.")
    previous_value: float = field(description="La même chose dans la période d'avant.")


@strawberry.type(
    description="Un chiffre du baromètre. Il compte les lignes que voit qui demande, et rien d'autre : voir"
    " `barometerLines`."
)
class BarometerFigure:
    key: BarometerFigureKey = field(description="Lequel.")
    theme: BarometerTheme = field(description="Ce dont il parle.")
    title: str = field(description="Son titre, dans la langue de la demande.")
    definition: str = field(description="Ce qu'il compte, en une phrase.")
    unit: BarometerUnit = field(description="Comment il se tire de ses lignes.")
    value: float | None = field(description="Sa valeur ; nulle pour une médiane ou une part sans aucune ligne.")
    previous_value: float | None = field(description="Sa valeur dans la période d'avant.")
    count: int = field(description="Combien de lignes il compte : autant que sa liste.")
    previous_count: int = field(description="Combien de lignes dans la période d'avant.")
    illustrative_count: int = field(description="Combien de ces lignes sont là pour une démonstration.")
    public: bool = field(description="Si un visiteur en voit des lignes ; les autres chiffres sont des dossiers.")
    groups: list[BarometerGroup] = field(description="Ses lignes par groupe, dans l'ordre du graphique.")

    @classmethod
    def of(cls, figure: Figure, counts: Sequence[FigureCount], language: Language) -> Self:
        whole = {each.current: each for each in counts if each.part is None}
        now, before = whole.get(True), whole.get(False)
        return cls(
            key=figure.key,
            theme=figure.theme,
            title=in_language(figure.title, language),
            definition=in_language(figure.definition, language),
            unit=figure.unit,
            value=value_of(figure.unit, now),
            previous_value=value_of(figure.unit, before),
            count=now.number if now else 0,
            previous_count=before.number if before else 0,
            illustrative_count=now.illustrative if now else 0,
            public=figure.public,
            groups=[_group(figure, key, label, counts) for key, label in labels_of(figure.groups, language)],
        )


@strawberry.type(
    description="Le baromètre d'un bassin ou des dix. Il compte ce que voit qui demande, au moment demandé."
)
class Barometer:
    bassin: Bassin | None = field(description="Le bassin ; nul pour les dix.")
    from_: date = field(name="from", description="Le premier jour.")
    until: date = field(description="Le dernier jour : aujourd'hui pour une année en cours.")
    in_progress: bool = field(description="Si l'année n'est pas finie.")
    previous: BarometerSpan = field(
        description="La période d'avant : l'année d'avant, jusqu'au même jour si l'année est en cours ; sinon"
        " autant de jours juste avant le premier."
    )
    position: Position = field(description="La position du registre à laquelle tout est lu.")
    complete: bool = field(
        description="Si les dossiers de tous ces bassins sont ouverts à qui demande ; sinon seules comptent les"
        " lignes qu'il voit."
    )
    figures: list[BarometerFigure] = field(description="Les chiffres, dans leur ordre.")


async def barometer_of(
    context: Context, bassin: Bassin | None, period: ChosenPeriod, as_of: ResolvedAsOf
) -> Barometer:
    counts = await context.ports.reads.fetch(
        figure_counts(period.days, period.former, context.viewer, at=as_of.position, bassin=bassin)
    )
    return Barometer(
        bassin=bassin,
        from_=period.days.since,
        until=period.days.until,
        in_progress=period.in_progress,
        previous=_span(period.former),
        position=Position(as_of.position),
        complete=({bassin} if bassin else {*Bassin}) <= {*context.viewer.bassins},
        figures=[
            BarometerFigure.of(figure, [each for each in counts if each.figure == key], context.language)
            for key, figure in FIGURES.items()
        ],
    )


def value_of(unit: BarometerUnit, count: FigureCount | None) -> float | None:
    """Returns the value of a figure; None for a median or a share of no lines."""
    if count is None or not count.number:
        return None if unit in {BarometerUnit.DAYS, BarometerUnit.PERCENT} else 0
    match unit:
        case BarometerUnit.NUMBER:
            return count.number
        case BarometerUnit.CENTS:
            return count.total
        case BarometerUnit.DAYS:
            return count.median
        case BarometerUnit.PERCENT:
            return 100 * count.total / count.number


def labels_of(groups: Groups, language: Language) -> Iterator[tuple[str, str]]:
    """Yields the key and the label of each group."""
    if isinstance(groups, tuple):
        yield from ((key, in_language(label, language)) for key, label in groups)
    else:
        yield from ((each.value, _capital(member(groups, each.value, language))) for each in _values(groups))


def _values(groups: type[Enum]) -> Iterator[Enum]:
    return iter(groups)


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def _group(figure: Figure, key: str, label: str, counts: Sequence[FigureCount]) -> BarometerGroup:
    of_group = {each.current: each for each in counts if each.part == key}
    now, before = of_group.get(True), of_group.get(False)
    is_sum = figure.unit is BarometerUnit.CENTS
    number, previous = (each.number if each else 0 for each in (now, before))
    total, previous_total = (each.total if each else 0 for each in (now, before))
    return BarometerGroup(
        key=key,
        label=label,
        count=number,
        previous_count=previous,
        value=total if is_sum else number,
        previous_value=previous_total if is_sum else previous,
    )


def _span(days: BarometerDays) -> BarometerSpan:
    return BarometerSpan(from_=days.since, until=days.until)
