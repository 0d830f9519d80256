"""Forms of bodies, seats, règlement and zone, below the address of the Instance."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from efe_infra.console.bodies.forms import (
    BODIES,
    BODY_COMMANDS,
    ENDING,
    FILLING,
    PERSON,
    RULES_OF_ORDER,
    SETTING_UP,
    SUBSTITUTE,
    VACATING,
    ZONE_COMMANDS,
    body_rule_fields,
)
from efe_infra.console.bodies.generated import INSTANCE_BODIES_COMMAND, Bodies, InstanceBodiesCommandResponse
from efe_infra.console.bodies.page import ZONE_NAMES, body_at, body_offers, living, representatives
from efe_infra.console.bodies.people import PersonPage, person_search
from efe_infra.console.bodies.seats import SeatLine, holders, seat_options, seats_of
from efe_infra.console.forms.command_form import CommandForm, FieldGroup, Option
from efe_infra.console.forms.content_fields import NO, YES, options_of
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import Offers
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.ids import key_of
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.form_body import Fields
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import NotHere, bassin_at, require

pages = page_router(multilingual=True)
YES_OR_NO = (Option(YES, tr("Oui"), True), Option(NO, tr("Non"), False))
SEAT = "siege"
"""Parameter with the key of the seat that a link concerns."""


@form_at(pages, "/instances/{bassin}/actes/mettre-en-place-un-organe")
async def setting_up_page(visit: PageRequest, bassin: str) -> CommandPage:
    response = await visit.ask(INSTANCE_BODIES_COMMAND, bassin=bassin_at(bassin))
    page = instance_page(visit, bassin, response, SETTING_UP)
    return replace(page, options={"mission": options_of("Mission")}, initial={"mission": "M6"})


@form_at(pages, "/instances/{bassin}/actes/reglement")
async def rules_page(visit: PageRequest, bassin: str) -> CommandPage:
    response = await visit.ask(INSTANCE_BODIES_COMMAND, bassin=bassin_at(bassin))
    in_place = living(response.instance, today())
    keys = [key_of(each.id) for each in in_place]
    groups = [
        FieldGroup(each.name, body_rule_fields(key), anchor=f"{BODIES}.{key}")
        for each, key in zip(in_place, keys, strict=True)
    ]
    options = {"verdictsNeedQuorum": YES_OR_NO, **{f"{BODIES}.{key}.givesVerdicts": YES_OR_NO for key in keys}}
    return replace(
        instance_page(visit, bassin, response, replace(RULES_OF_ORDER, groups=tuple(groups))),
        options=options,
        initial=current_order(response.instance) if response.instance else {},
    )


@form_at(pages, "/instances/{bassin}/zone/actes/{slug}")
async def zone_page(visit: PageRequest, bassin: str, slug: str, form: Fields) -> CommandPage:
    command, name = require(ZONE_COMMANDS.get(slug)), bassin_at(bassin)
    if name not in ZONE_NAMES:
        raise NotHere
    response = await visit.ask(INSTANCE_BODIES_COMMAND, bassin=name)
    page = instance_page(visit, bassin, response, command)
    if command is ENDING:
        own = [each.person for each in await representatives(visit) if each.bassin == name]
        choices = {form.get(PERSON, ""): Option(form.get(PERSON, ""), "", offered=False)}
        choices |= {each.id: Option(each.id, each.display_name) for each in own}
        return replace(page, options={PERSON: [each for each in choices.values() if each.value]})
    people = holders(response.instance) if response.instance else {}
    return replace(page, searches={PERSON: await person_search(visit, form, PERSON, people)})


@form_at(pages, "/instances/{bassin}/organes/{key:uuid}/actes/{slug}")
async def body_page(visit: PageRequest, bassin: str, key: UUID, slug: str, form: Fields) -> CommandPage:
    """Builds the form of a body; `siege` is the seat of the link."""
    command = require(BODY_COMMANDS.get(slug))
    response = await visit.ask(INSTANCE_BODIES_COMMAND, bassin=bassin_at(bassin))
    instance = require(response.instance)
    body = body_at(instance, key)
    lines = seats_of(instance, body, today())
    page = replace(
        instance_page(visit, bassin, response, command),
        subject_link=(body.name, f"/instances/{bassin}/organes/{key}"),
        offers=await body_offers(visit, key),
        fixed={"bassin": bassin_at(bassin), "bodyId": body.id},
    )
    if command is FILLING:
        people = holders(instance)
        searches = {each: await person_search(visit, form, each, people) for each in (PERSON, SUBSTITUTE)}
        options = {"seatId": seat_options(lines, filled=False)}
        return replace(page, options=options, searches=searches, initial=vacant_seat(visit, lines))
    if command is VACATING:
        chosen = next((each.last.seat_id for each in lines if each.key == visit.query(SEAT)), "")
        return replace(page, options={"seatId": seat_options(lines, filled=True)}, initial={"seatId": chosen})
    return page


def instance_page(
    visit: PageRequest, slug: str, response: InstanceBodiesCommandResponse, command: CommandForm
) -> PersonPage:
    """Returns the page of a form below the address of the Instance, without its options."""
    bassin = bassin_at(slug)
    return PersonPage(
        visit=visit,
        command=command,
        frame=response,
        subject_link=(tr("Organes de %(name)s", name=BASSINS[bassin]), f"/instances/{slug}/organes"),
        offers=Offers.of(response.instance.available_commands if response.instance else None),
        fixed={"bassin": bassin},
        bassin=bassin,
    )


def vacant_seat(visit: PageRequest, lines: Sequence[SeatLine]) -> dict[str, str]:
    """Returns the initial values for the seat of the link: its category, and what its voice counts."""
    line = next((each for each in lines if each.key == visit.query(SEAT) and not each.is_filled), None)
    if line is None:
        return {"voting": YES}
    last = line.last
    return {"seatId": last.seat_id, "category": last.category, "voting": YES if last.voting else ""}


def current_order(instance: Bodies) -> dict[str, str]:
    """Returns the règlement in force as the initial values of the form."""
    order = instance.rules_of_order
    if order is None:
        return {}
    values = {
        "renewalWindowDays": text_of(order.renewal_window_days),
        "lateAfterDays": text_of(order.late_after_days),
        "contestDays": text_of(order.contest_days),
        "verdictsNeedQuorum": text_of(order.verdicts_need_quorum),
    }
    for each in order.bodies:
        if each.body:
            path = f"{BODIES}.{key_of(each.body.id)}"
            values |= {
                f"{path}.quorumPercent": text_of(each.quorum_percent),
                f"{path}.majorityPercent": text_of(each.majority_percent),
                f"{path}.givesVerdicts": text_of(each.gives_verdicts),
            }
    return values


def text_of(value: int | bool | None) -> str:
    """Returns a recorded value as the text of its field."""
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
    return str(value)
