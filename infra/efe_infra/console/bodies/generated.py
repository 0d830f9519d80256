"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import Refused
from efe_infra.console.register.responses import Edges, PageInfo, Response
from efe_infra.console.web.generated import CommandOffer, Frame, FrameAndLaw, Standing


class InstanceBodiesLogo(Response):
    picture: str | None


class InstanceBodiesLetterhead(Response):
    since: date
    address: str
    office: str
    logo: InstanceBodiesLogo | None


class InstanceBodiesPole(Response):
    id: str
    taken_over_on: date | None


class InstanceBodiesPoleConnection(Edges[InstanceBodiesPole]):
    page_info: PageInfo


class BodyLineRule(Response):
    key: str


class BodyLine(Response):
    id: str
    name: str
    since: date
    until: date | None
    illustrative: bool
    mission: BodyLineRule


class RulesOfOrderBody(Response):
    id: str
    name: str


class RulesOfOrderBodyRules(Response):
    quorum_percent: int | None
    majority_percent: int | None
    gives_verdicts: bool | None
    body: RulesOfOrderBody | None


class RulesOfOrder(Response):
    adopted_on: date
    renewal_window_days: int | None
    late_after_days: int | None
    contest_days: int | None
    verdicts_need_quorum: bool | None
    bodies: tuple[RulesOfOrderBodyRules, ...]


class SeatBody(Response):
    id: str


class SeatPerson(Response):
    id: str
    display_name: str
    forgotten: bool


class Seat(Response):
    seat_id: str
    category: str
    voting: bool
    since: date
    until: date | None
    ends: date | None
    end_reason: str | None
    body: SeatBody | None
    person: SeatPerson
    substitute: SeatPerson | None


class BodiesInstanceDossier(Response):
    seats: tuple[Seat, ...]


class Bodies(Response):
    bodies: tuple[BodyLine, ...]
    rules_of_order: RulesOfOrder | None
    dossier: BodiesInstanceDossier | None


class InstanceBodiesInstance(Bodies):
    available_commands: tuple[CommandOffer, ...] | None = None
    letterhead: InstanceBodiesLetterhead | None
    poles: InstanceBodiesPoleConnection


class InstanceBodiesResponse(Frame):
    viewer: Standing | None = None
    instance: InstanceBodiesInstance | None


class InstanceBodiesCommandInstance(Bodies):
    available_commands: tuple[CommandOffer, ...]


class InstanceBodiesCommandResponse(FrameAndLaw):
    instance: InstanceBodiesCommandInstance | None


class BodyOffersNode(Response):
    available_commands: tuple[CommandOffer, ...]


class BodyOffersResponse(Response):
    node: BodyOffersNode | None


class ZoneRepresentativesPerson(Response):
    id: str
    display_name: str


class ZoneRepresentativesZoneRepresentative(Response):
    bassin: str
    since: date
    person: ZoneRepresentativesPerson


class ZoneRepresentativesZone(Response):
    representatives: tuple[ZoneRepresentativesZoneRepresentative, ...]


class ZoneRepresentativesResponse(Response):
    zone: ZoneRepresentativesZone | None


class KnownPeoplePerson(Response):
    id: str
    display_name: str


class KnownPeopleResponse(Response):
    people: tuple[KnownPeoplePerson, ...]


class RegisterNewPersonPerson(Response):
    id: str


class RegisterNewPersonPersonPayload(Response):
    person: RegisterNewPersonPerson | None
    user_errors: tuple[Refused, ...]


class RegisterNewPersonResponse(Response):
    done: RegisterNewPersonPersonPayload


INSTANCE_BODIES: Final = Document("instance_bodies", InstanceBodiesResponse)
INSTANCE_BODIES_COMMAND: Final = Document("instance_bodies_command", InstanceBodiesCommandResponse)
BODY_OFFERS: Final = Document("body_offers", BodyOffersResponse)
ZONE_REPRESENTATIVES: Final = Document("zone_representatives", ZoneRepresentativesResponse)
KNOWN_PEOPLE: Final = Document("known_people", KnownPeopleResponse)
REGISTER_NEW_PERSON: Final = Document("register_new_person", RegisterNewPersonResponse)
