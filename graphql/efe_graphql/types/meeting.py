"""Meetings of bodies, of pôles and of the zone; and whether a pôle meets as often as it agreed."""

from datetime import date, time
from uuid import UUID

import msgspec
import strawberry
from strawberry import ID, field

from efe_domain.meeting.events import AssemblyKind, Proxy
from efe_domain.meeting.events import Attendee as AttendeeFact
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import ZONE
from efe_graphql.contract.arguments import Day
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.enums import InterbassinZone
from efe_graphql.contract.global_id import uuid_or_none
from efe_graphql.request.context import Context, Info
from efe_graphql.types.document import Attachment, Document, attachments_of
from efe_graphql.types.objects.connection import pages
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.lazy import Lazy, linked
from efe_graphql.types.objects.node import Node
from efe_graphql.types.operator import Operator
from efe_graphql.types.people import linked_person
from efe_projections.engine.listing import Listing
from efe_projections.meeting.reads import REGULARITY, Regularity, meetings
from efe_projections.meeting.rows import FormerScheduleEntry, MeetingRow


@strawberry.type(description="Qui était présent ou excusé : un opérateur, une personne, ou l'une pour l'autre.")
class Attendee:
    attendee: strawberry.Private[AttendeeFact]
    as_of: strawberry.Private[ResolvedAsOf]

    @field(description="L'opérateur.")
    async def operator(self, info: Info) -> Operator | None:
        operator = self.attendee.operator
        return await Operator.load(info.context, (operator,), self.as_of) if operator else None

    person = linked_person("attendee.person", "La personne.")


@strawberry.type(description="Un opérateur absent d'une réunion, et celui, présent, qui l'y représentait.")
class RepresentedOperator:
    fact: strawberry.Private[Proxy]
    as_of: strawberry.Private[ResolvedAsOf]

    operator = linked(Operator, "fact.operator", "L'opérateur absent.")

    by = linked(Operator, "fact.by", "L'opérateur présent qui l'a représenté.")


@strawberry.type(description="Quand et où une réunion était convoquée avant d'être reportée ou déplacée.")
class FormerSchedule:
    day: date = field(description="Le jour d'avant.")
    remote: bool = field(description="Si elle devait se tenir à distance.")
    place: str = field(description="Où elle devait se tenir, ou par quel moyen.")
    starts_at: time | None = field(description="L'heure à laquelle elle devait commencer.")
    ends_at: time | None = field(description="L'heure à laquelle elle devait finir.")
    moved_on: date = field(description="Le jour du report.")
    reason: str = field(description="Pourquoi elle est reportée.")

    @classmethod
    def of(cls, fact: FormerScheduleEntry) -> "FormerSchedule":
        return cls(**msgspec.structs.asdict(fact))


@strawberry.type(description="Une réunion d'un organe d'Instance, d'un pôle ou de la zone (M1, PS-REUNION, ART-18).")
class Meeting(Entity):
    SUBJECT = "meeting"
    ROW = MeetingRow

    row: strawberry.Private[MeetingRow]
    kind: AssemblyKind = field(description="Qui se réunit.")
    convened_on: date = field(description="Jour de la convocation.")
    day: date = field(description="Le jour pour lequel elle est convoquée.")
    remote: bool = field(description="Si elle se tient à distance.")
    place: str = field(description="Où elle se tient, ou par quel moyen.")
    starts_at: time | None = field(description="L'heure à laquelle elle commence.")
    ends_at: time | None = field(description="L'heure à laquelle elle finit.")
    agenda: list[str] = field(description="L'ordre du jour ; vide tant qu'il n'est pas fixé.")
    held_on: date | None = field(description="Le jour où elle a eu lieu.")
    minutes_adopted_on: date | None = field(description="Jour de l'adoption du procès-verbal.")
    cancelled_on: date | None = field(description="Jour de l'annulation.")
    cancel_reason: str | None = field(description="Pourquoi elle est annulée.")
    illustrative: bool = field(description="Si elle est là pour une démonstration.")
    version: int = field(description="À donner à `expectedVersion` pour agir sur cet état seulement.")

    @field(description="Les bassins dont elle concerne l'Instance.")
    def bassins(self) -> list[Bassin]:
        return [Bassin(code) for code in self.row.bassins]

    @field(graphql_type=Lazy("Body") | None, description="L'organe qui se réunit, si c'en est un.")
    async def body(self, info: Info) -> Node | None:
        is_body = self.kind is AssemblyKind.BODY
        return await Lazy("Body").load(info.context, (self.row.assembly,), self.as_of) if is_body else None

    pole = linked(Lazy("Pole"), "row.pole", "Le pôle qui se réunit, si c'en est un.")

    @field(
        graphql_type=Lazy("JointMeeting") | None,
        description="La réunion conjointe à laquelle le pôle prend part par celle-ci, si on peut la voir"
        " (PS-RENCONTRE).",
    )
    async def joint_meeting(self, info: Info) -> Node | None:
        key = self.row.joint_project, self.row.joint_meeting
        return await Lazy("JointMeeting").load(info.context, key, self.as_of) if all(key) else None

    @field(description="Quand et où elle était convoquée avant chaque report, le plus ancien d'abord.")
    def postponements(self) -> list[FormerSchedule]:
        return [FormerSchedule.of(each) for each in self.row.former]

    @field(description="Qui était présent.")
    def present(self) -> list[Attendee]:
        return [Attendee(attendee=each, as_of=self.as_of) for each in self.row.present]

    @field(description="Qui était représenté, et par qui.")
    def represented(self) -> list[RepresentedOperator]:
        return [RepresentedOperator(fact=each, as_of=self.as_of) for each in self.row.represented]

    @field(description="Qui s'est fait excuser.")
    def excused(self) -> list[Attendee]:
        return [Attendee(attendee=each, as_of=self.as_of) for each in self.row.excused]

    @field(description="Le procès-verbal, une fois adopté.")
    def minutes(self) -> Document | None:
        row = self.row
        if row.minutes_sha256 is None or row.minutes_size is None or row.minutes_media_type is None:
            return None
        return Document(
            sha256=row.minutes_sha256,
            size=row.minutes_size,
            media_type=row.minutes_media_type,
            bassins=row.bassins,
            as_of=self.as_of,
        )

    @field(description="Les documents joints, du premier au dernier.")
    async def attachments(self, info: Info) -> list[Attachment]:
        return await attachments_of(info.context, self.row.id, self.as_of)


@strawberry.type(description="Les réunions d'un pôle, et s'il se réunit aussi souvent que convenu (PS-REUNION).")
class PoleMeetingsDossier:
    pole: strawberry.Private[UUID]
    as_of: strawberry.Private[ResolvedAsOf]

    @field(description="Le jour de sa dernière réunion, un jour donné ; nul s'il n'en a tenu aucune.")
    async def last_held_on(self, info: Info, in_force_on: Day = None) -> date | None:
        return (await self._regularity(info, in_force_on)).last_held_on

    @field(description="Le jour avant lequel il se réunit à nouveau ; nul sans constitution ou sans modalités.")
    async def next_due_on(self, info: Info, in_force_on: Day = None) -> date | None:
        return (await self._regularity(info, in_force_on)).next_due_on

    @field(description="Si ce jour est passé, dans un terme en cours.")
    async def overdue(self, info: Info, in_force_on: Day = None) -> bool:
        return (await self._regularity(info, in_force_on)).overdue

    convened = pages(Meeting, lambda of, _: meetings(pole=of.pole), "Toutes ses réunions, par jour.")

    async def _regularity(self, info: Info, day: date | None) -> Regularity:
        key = (self.pole, day or info.context.today)
        regularities = await info.context.rows.all(REGULARITY, key, at=self.as_of.position)
        return regularities[0]


@strawberry.input(description="Quelles réunions : celles qui remplissent toutes les conditions données.")
class MeetingFilter:
    bassin: Bassin | None = field(default=None, description="Qui concernent l'Instance de ce bassin.")
    body_id: ID | None = field(default=None, description="De cet organe.")
    pole_id: ID | None = field(default=None, description="De ce pôle.")
    zone: InterbassinZone | None = field(default=None, description="De cette zone.")
    since: date | None = field(default=None, description="Ce jour-là ou après.")
    until: date | None = field(default=None, description="Ce jour-là ou avant.")

    search: str | None = field(
        default=None,
        description="Des débuts de mots de son lieu ou de son ordre du jour, "
        "sans égard à l'ordre, aux accents ni aux majuscules.",
    )

    def listing(self, _context: Context) -> Listing[MeetingRow]:
        return meetings(
            bassin=self.bassin,
            body=uuid_or_none("Body", self.body_id),
            pole=uuid_or_none("Pole", self.pole_id),
            zone=ZONE if self.zone else None,
            since=self.since,
            until=self.until,
            search=self.search,
        )
