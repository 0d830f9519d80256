"""`/instances/{bassin}/organes`: bodies, seats and règlement of an Instance, and its representatives in the zone."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from starlette.responses import Response

from efe_domain.shared.bassins import communes
from efe_infra.console.bodies.forms import BODY_COMMANDS, RULES_OF_ORDER, SETTING_UP, ZONE_COMMANDS
from efe_infra.console.bodies.generated import (
    BODY_OFFERS,
    INSTANCE_BODIES,
    ZONE_REPRESENTATIVES,
    Bodies,
    BodyLine,
    InstanceBodiesInstance,
    RulesOfOrderBodyRules,
    ZoneRepresentativesZoneRepresentative,
)
from efe_infra.console.bodies.seats import SeatLine, seats_of
from efe_infra.console.forms.offers import CommandLink, Offers, links_to
from efe_infra.console.language.formats import today
from efe_infra.console.letterhead.forms import LETTERHEAD
from efe_infra.console.letterhead.logo import Picture, UnreadableLogo, picture_of
from efe_infra.console.register.ids import global_id, key_of
from efe_infra.console.web.page_request import PageRequest, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import live_updates
from efe_infra.console.web.refusals import bassin_at, require

pages = page_router(multilingual=True)
ZONE_NAMES: Final = frozenset(each.bassin.name for each in communes().values() if each.interbassin_esm)
"""Bassins of the zone interbassin, by their names in the contract."""


class BodyEntry(NamedTuple):
    """Body with its seats and what the règlement says of it."""

    body: BodyLine
    seats: Sequence[SeatLine]
    rules: RulesOfOrderBodyRules | None

    @property
    def vacant(self) -> int:
        return sum(not each.is_filled for each in self.seats)


@pages.get("/instances/{bassin}/organes")
async def bodies(visit: Visit, bassin: str) -> Response:
    name, here, day = bassin_at(bassin), f"/instances/{bassin}", visit.moment.law_day or today()
    response = await visit.ask(INSTANCE_BODIES, bassin=name)
    offers = Offers.of(response.instance.available_commands if response.instance else None)
    own = [CommandLink(each, f"{here}/actes/{each.slug}") for each in (SETTING_UP, RULES_OF_ORDER, LETTERHEAD)]
    zone_links = links_to(f"{here}/zone", ZONE_COMMANDS) if name in ZONE_NAMES else []
    return visit.page(
        "bodies/list.html",
        response,
        bassin=name,
        here=f"{here}/organes",
        entries_of=[entry_of(response.instance, each, day) for each in living(response.instance, day)],
        dissolved=[each for each in bodies_of(response.instance) if each.until and each.until <= day],
        menu=offers.menu([*own, *zone_links]),
        in_zone=name in ZONE_NAMES,
        letterhead=shown_letterhead(response.instance),
        letterhead_example=example_of(response.instance),
        representatives=await representatives(visit) if name in ZONE_NAMES else (),
        updates=live_updates(response.viewer, [name]),
    )


class ShownLetterhead(NamedTuple):
    """Letterhead in force, and its logo if it can be read."""

    address: str
    office: str
    since: date
    picture: Picture | None
    is_unreadable: bool


def shown_letterhead(instance: InstanceBodiesInstance | None) -> ShownLetterhead | None:
    letterhead = instance.letterhead if instance else None
    if letterhead is None:
        return None
    picture, is_unreadable = None, False
    if letterhead.logo:
        try:
            picture = picture_of(letterhead.logo.picture)
        except UnreadableLogo:
            is_unreadable = True
    return ShownLetterhead(letterhead.address, letterhead.office, letterhead.since, picture, is_unreadable)


def example_of(instance: InstanceBodiesInstance | None) -> str | None:
    """Returns the id of a pôle whose act of creation shows the letterhead."""
    poles = instance.poles.nodes if instance else ()
    return next((each.id for each in poles if each.taken_over_on is None), None)


@pages.get("/instances/{bassin}/organes/{key:uuid}")
async def body(visit: Visit, bassin: str, key: UUID) -> Response:
    name, day = bassin_at(bassin), visit.moment.law_day or today()
    response = await visit.ask(INSTANCE_BODIES, bassin=name)
    dossier, here = body_at(require(response.instance), key), f"/instances/{bassin}/organes/{key}"
    return visit.page(
        "bodies/page.html",
        response,
        bassin=name,
        here=here,
        entry=entry_of(response.instance, dossier, day),
        is_dissolved=dossier.until is not None and dossier.until <= day,
        menu=(await body_offers(visit, key)).menu(links_to(here, BODY_COMMANDS)),
        updates=live_updates(response.viewer, [name]),
    )


async def body_offers(visit: PageRequest, key: UUID) -> Offers:
    """Returns the commands on a body; none for a visitor, and none on a page of the past."""
    if visit.session is None or visit.moment.is_past:
        return Offers.of(None)
    response = await visit.ask(BODY_OFFERS, id=global_id("Body", str(key)))
    return Offers.of(response.node.available_commands if response.node else None)


async def representatives(visit: PageRequest) -> Sequence[ZoneRepresentativesZoneRepresentative]:
    """Returns who represents the two Instances in the zone, for viewers of these; none for others."""
    response = await visit.ask(ZONE_REPRESENTATIVES, inForceOn=(visit.moment.law_day or today()).isoformat())
    return response.zone.representatives if response.zone else ()


def bodies_of(instance: Bodies | None) -> Sequence[BodyLine]:
    return instance.bodies if instance else ()


def living(instance: Bodies | None, day: date) -> list[BodyLine]:
    """Returns the bodies that are in place on a day, or come into place later."""
    return [each for each in bodies_of(instance) if each.until is None or each.until > day]


def body_at(instance: Bodies, key: UUID) -> BodyLine:
    """Returns the body with that key. Raises `NotHere`."""
    return require(next((each for each in instance.bodies if key_of(each.id) == str(key)), None))


def entry_of(instance: Bodies | None, body: BodyLine, day: date) -> BodyEntry:
    order = instance.rules_of_order if instance else None
    rules = (each for each in (order.bodies if order else ()) if each.body and each.body.id == body.id)
    return BodyEntry(body, seats_of(instance, body, day) if instance else (), next(rules, None))
