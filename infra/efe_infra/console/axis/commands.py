"""`/instances/{bassin}/axes/actes/{slug}`: forms of the axes of an Instance."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from efe_infra.console.axis.choices import axis_note
from efe_infra.console.axis.forms import AXIS_COMMANDS, IDENTIFICATION, MATCHED_AXIS, MATCHING, MAX_CODES, SEPARATION
from efe_infra.console.axis.generated import AXES_EVERYWHERE, AXIS_COMMAND, AxisCommandInstance
from efe_infra.console.axis.identification import IdentificationPage
from efe_infra.console.forms.command_form import CommandForm, Option, Options, Several
from efe_infra.console.forms.content_fields import options_of
from efe_infra.console.forms.field_search import FieldSearch, search_among
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import Offers
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.formats import is_current
from efe_infra.console.language.translatable import tr
from efe_infra.console.meeting.held_meetings import body_meetings
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.form_body import Fields
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import bassin_at, require

pages = page_router(multilingual=True)


@form_at(pages, "/instances/{bassin}/axes/actes/{slug}")
async def axis_command_page(visit: PageRequest, bassin: str, slug: str, form: Fields) -> CommandPage:
    """Builds the page of a form; `axe` is the key of the axis of the Instance, `autre` that of another."""
    name, command = bassin_at(bassin), require(AXIS_COMMANDS.get(slug))
    response = await visit.ask(AXIS_COMMAND, bassin=name)
    instance = require(response.instance)
    options, searches = await choices_for(visit, command, instance, name, form)
    other = visit.query("autre") or ""
    return (IdentificationPage if command is IDENTIFICATION else CommandPage)(
        visit=visit,
        command=command,
        frame=response,
        subject_link=(tr("Axes de %(name)s", name=BASSINS[name]), f"/instances/{bassin}/axes"),
        offers=Offers.of(instance.available_commands),
        fixed={"bassin": name},
        options=options,
        searches=searches,
        bassin=name,
        subject=instance.id,
        initial={"axisKey": visit.query("axe") or "", MATCHED_AXIS: other},
    )


async def choices_for(
    visit: PageRequest, command: CommandForm, instance: AxisCommandInstance, bassin: str, form: Fields
) -> tuple[Options, Mapping[str, FieldSearch]]:
    if command is IDENTIFICATION:
        systems = options_of("CodeSystem")
        return {
            "axis.kind": options_of("AxisKind"),
            "meetingId": await body_meetings(visit, bassin),
            **{f"axis.codes.{nth}.system": systems for nth in range(MAX_CODES)},
        }, {}
    if command is SEPARATION:
        return {MATCHED_AXIS: [*matches(instance, await other_axes(visit, bassin))]}, {}
    own = {"axisKey": [*own_axes(instance)]}
    return own, {MATCHED_AXIS: await matched_axis(visit, form, bassin)} if command is MATCHING else {}


def own_axes(instance: AxisCommandInstance) -> Iterator[Option]:
    """Yields the axes of the Instance. Accepts a withdrawn one without offering it: a form may be sent again."""
    rows = {each.axis.key: each for each in sorted(instance.axes, key=lambda each: is_current(each.until))}
    for key, each in rows.items():
        yield Option(key, each.axis.label, offered=is_current(each.until))


async def other_axes(visit: PageRequest, bassin: str) -> list[Option]:
    """Returns the axes of the other Instances."""
    instances = (await visit.ask(AXES_EVERYWHERE)).instances
    return [
        Option(
            f"{instance.bassin}/{each.axis.key}",
            each.axis.label,
            Several(otherBassin=instance.bassin, otherAxisKey=each.axis.key),
            offered=is_current(each.until),
            note=axis_note(each.axis.kind, instance.bassin),
        )
        for instance in instances
        if instance.bassin != bassin
        for each in instance.axes
    ]


async def matched_axis(visit: PageRequest, form: Fields, bassin: str) -> FieldSearch:
    axes = await other_axes(visit, bassin)
    return search_among(form, MATCHED_AXIS, tr("Chercher un axe des autres Instances"), axes, suggests=False)


def matches(instance: AxisCommandInstance, others: Sequence[Option]) -> Iterator[Option]:
    """Yields the pairs of axes that the Instance holds to be one."""
    labels = {each.axis.key: each.axis.label for each in instance.axes}
    words = {each.value: (each.words, each.note) for each in others}
    for each in instance.axis_matches:
        key = f"{each.other_bassin}/{each.other_axis_key}"
        other, note = words.get(key, (each.other_axis_key, BASSINS[each.other_bassin]))
        sends: dict[str, Any] = Several(
            axisKey=each.axis_key, otherBassin=each.other_bassin, otherAxisKey=each.other_axis_key
        )
        own = labels.get(each.axis_key, each.axis_key)
        words_of_pair = tr("« %(own)s » et « %(other)s » (%(note)s)", own=own, other=other, note=note)
        yield Option(f"{each.axis_key}/{key}", words_of_pair, sends, offered=is_current(each.until))
