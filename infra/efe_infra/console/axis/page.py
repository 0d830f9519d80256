"""`/instances/{bassin}/axes`: axes of an Instance, and those of other Instances that it holds to be the same."""

from asyncio import gather
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from starlette.responses import Response

from efe_infra.console.axis.forms import AXIS_COMMANDS, MATCHING, SEPARATION, WITHDRAWAL
from efe_infra.console.axis.generated import (
    AXES_EVERYWHERE,
    AXES_OF_INSTANCE,
    MATCHES_EVERYWHERE,
    AxesEverywhereInstance,
    AxesOfInstanceAxisMatch,
    AxesOfInstanceInstance,
    MatchesEverywhereInstance,
)
from efe_infra.console.forms.offers import Offers, links_to
from efe_infra.console.language.formats import is_current
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import bassin_at, require

pages = page_router(multilingual=True)


class MatchedAxis(NamedTuple):
    """Axis of another Instance that the Instance holds to be one with its own; `key` is the pair in a form."""

    label: str
    bassin: str
    basis: str
    is_agreed: bool
    key: str


class AxisLine(NamedTuple):
    key: str
    kind: str
    label: str
    since: date
    until: date | None
    illustrative: bool
    matches: Sequence[MatchedAxis]


class MatchProposal(NamedTuple):
    """Match that another Instance has decided alone; `other` is its axis as a form takes it."""

    bassin: str
    label: str
    own_label: str
    own_key: str
    basis: str
    other: str


@pages.get("/instances/{bassin}/axes")
async def axes(visit: Visit, bassin: str) -> Response:
    name, here = bassin_at(bassin), f"/instances/{bassin}/axes"
    response, everywhere, matches = await gather(
        visit.ask(AXES_OF_INSTANCE, bassin=name), visit.ask(AXES_EVERYWHERE), visit.ask(MATCHES_EVERYWHERE)
    )
    instance, labels = require(response.instance), labels_of(everywhere.instances)
    offers = Offers.of(instance.available_commands)
    return visit.page(
        "axis/page.html",
        response,
        bassin=name,
        here=here,
        rows=axis_rows(instance, labels),
        proposals=proposals(instance, name, labels, matches.instances),
        menu=offers.menu(links_to(here, AXIS_COMMANDS)),
        open={form.slug for form in offers.open_forms((MATCHING, SEPARATION, WITHDRAWAL))},
        is_current=is_current,
    )


def labels_of(instances: Sequence[AxesEverywhereInstance]) -> Mapping[tuple[str, str], str]:
    """Returns the labels of all axes by bassin and key."""
    return {(each.bassin, row.axis.key): row.axis.label for each in instances for row in each.axes}


def axis_rows(instance: AxesOfInstanceInstance, labels: Mapping[tuple[str, str], str]) -> list[AxisLine]:
    """Returns the axes of the Instance, those in force first, each with its matches of today."""
    return [
        AxisLine(
            row.axis.key,
            row.axis.kind,
            row.axis.label,
            row.since,
            row.until,
            row.illustrative,
            [
                match_of(each, labels)
                for each in instance.axis_matches
                if each.axis_key == row.axis.key and is_current(each.until) and is_current(row.until)
            ],
        )
        for row in sorted(instance.axes, key=lambda row: (not is_current(row.until), row.axis.label.casefold()))
    ]


def match_of(match: AxesOfInstanceAxisMatch, labels: Mapping[tuple[str, str], str]) -> MatchedAxis:
    bassin, key = match.other_bassin, match.other_axis_key
    label = labels.get((bassin, key), key)
    return MatchedAxis(label, bassin, match.basis, match.agreed, f"{match.axis_key}/{bassin}/{key}")


def proposals(
    instance: AxesOfInstanceInstance,
    bassin: str,
    labels: Mapping[tuple[str, str], str],
    instances: Sequence[MatchesEverywhereInstance],
) -> list[MatchProposal]:
    """Returns the matches with an axis of the Instance that others have decided and it has not."""
    current = {row.axis.key: row.axis.label for row in instance.axes if is_current(row.until)}
    own = {
        (each.axis_key, each.other_bassin, each.other_axis_key)
        for each in instance.axis_matches
        if is_current(each.until)
    }
    return [
        MatchProposal(
            each.bassin,
            labels.get((each.bassin, match.axis_key), match.axis_key),
            current[match.other_axis_key],
            match.other_axis_key,
            match.basis,
            f"{each.bassin}/{match.axis_key}",
        )
        for each in instances
        for match in each.axis_matches
        if match.other_bassin == bassin
        and match.other_axis_key in current
        and (match.other_axis_key, each.bassin, match.axis_key) not in own
    ]
