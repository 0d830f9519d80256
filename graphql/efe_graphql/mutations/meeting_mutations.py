"""The commands on meetings."""

from datetime import date, time
from uuid import UUID

import strawberry
from strawberry import ID, UNSET, field

from efe_domain.commands.handler import CommandResult
from efe_domain.meeting.events import Attendee, Hours, JointMeetingKey, Proxy, Venue
from efe_domain.meeting.meeting import Meeting as MeetingAggregate
from efe_domain.platform import Platform
from efe_domain.pole.pole import Pole as PoleAggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import Invalid
from efe_graphql.contract.enums import InterbassinZone
from efe_graphql.contract.global_id import key_of, malformed, uuid_of, uuid_or_none
from efe_graphql.mutations.execute import optional_arguments
from efe_graphql.mutations.inputs import EntityCommandInput, SharedDocumentInput
from efe_graphql.request.context import Context
from efe_graphql.types.meeting import Meeting
from efe_graphql.types.objects.node import Node
from efe_graphql.types.pole.pole import Pole

REMOTE = "Si elle se tient à distance ; un pôle, seulement si ses modalités le permettent."
PLACE = "Où elle se tient ; facultatif à distance."
STARTS, ENDS = "L'heure de son début.", "L'heure de sa fin ; seulement avec celle de son début."


def hours_from(starts: time | None, ends: time | None) -> dict[str, Hours]:
    """Returns the hours as arguments of the commands, or no argument. Raises `Invalid`."""
    if starts is None and ends is not None:
        raise Invalid("startsAt", "L'heure de fin ne se donne qu'avec celle de début.")
    return {"hours": Hours(starts=starts, ends=ends)} if starts is not None else {}


def joint_key(text: str) -> JointMeetingKey:
    """Returns the project and the meeting of the id of a joint meeting. Raises `BadUserInput`."""
    try:
        project, meeting = key_of("JointMeeting", text).split("/")
        return JointMeetingKey(project=UUID(project), meeting=UUID(meeting))
    except ValueError:
        raise malformed(text) from None


@strawberry.input(description="Un organe d'une Instance.")
class BodyAssemblyInput:
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    body_id: ID = field(description="L'organe.")


@strawberry.input(one_of=True, description="Qui se réunit.")
class AssemblyInput:
    body: BodyAssemblyInput | None = field(default=UNSET, description="Un organe d'une Instance.")
    pole_id: ID | None = field(default=UNSET, description="Un pôle, dans un de ses termes.")
    zone: InterbassinZone | None = field(default=UNSET, description="La zone interbassin.")


@strawberry.input(description="Convoquer une réunion, pour un jour qui peut être à venir (M1, PS-REUNION).")
class ConveneMeetingInput(EntityCommandInput):
    assembly: AssemblyInput = field(description="Qui se réunit.")
    day: date = field(description="Le jour de la réunion.")
    place: str = field(default="", description=PLACE)
    remote: bool = field(default=False, description=REMOTE)
    starts_at: time | None = field(default=None, description=STARTS)
    ends_at: time | None = field(default=None, description=ENDS)
    joint_meeting_id: ID | None = field(
        default=None,
        description="La réunion conjointe d'un projet à laquelle le pôle prend part par celle-ci, le même jour"
        " (PS-RENCONTRE).",
    )

    def dispatch(self, platform: Platform, new_id: UUID) -> CommandResult:
        venue, who = Venue(remote=self.remote, place=self.place), self.assembly
        hours, on = hours_from(self.starts_at, self.ends_at), self.effective_on
        joint = joint_key(self.joint_meeting_id) if self.joint_meeting_id else None
        if joint and not who.pole_id:
            raise Invalid("jointMeetingId", "Seul un pôle prend part à une réunion conjointe.")
        if who.body:
            body = uuid_of("Body", who.body.body_id)
            return platform.convene_body(new_id, who.body.bassin, body, self.day, venue, on=on, **hours)
        if who.pole_id:
            later = optional_arguments(joint=joint, **hours)
            return platform.convene_pole(new_id, uuid_of("Pole", who.pole_id), self.day, venue, on=on, **later)
        return platform.convene_zone(new_id, self.day, venue, on=on, **hours)

    def about(self) -> tuple[type[Node], str, UUID] | None:
        pole = self.assembly.pole_id
        return (Pole, PoleAggregate.NOUN, uuid_of("Pole", pole)) if pole else None


@strawberry.input
class MeetingCommandInput(EntityCommandInput):
    """A command on one meeting."""

    meeting_id: ID = field(description="La réunion.")

    @property
    def meeting(self) -> UUID:
        return uuid_of("Meeting", self.meeting_id)

    def about(self) -> tuple[type[Node], str, UUID]:
        return Meeting, MeetingAggregate.NOUN, self.meeting


@strawberry.input(description="Reporter ou déplacer une réunion qui n'a pas encore eu lieu (M1, PS-REUNION).")
class PostponeMeetingInput(MeetingCommandInput):
    day: date = field(description="Le jour où elle se tiendra ; le même, si seul le lieu ou l'heure change.")
    place: str | None = field(default=None, description="Où elle se tiendra ; sans lieu, celui d'avant.")
    remote: bool | None = field(
        default=None, description="Si elle se tiendra à distance ; comme avant, sans valeur ni lieu."
    )
    starts_at: time | None = field(default=None, description="L'heure de son début ; sans heure, celles d'avant.")
    ends_at: time | None = field(default=None, description=ENDS)
    reason: str = field(description="Pourquoi.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        hours = hours_from(self.starts_at, self.ends_at)
        venue = self._venue()
        return platform.postpone_meeting(
            self.meeting, self.day, self.reason, venue=venue, on=self.effective_on, **hours
        )

    def _venue(self) -> Venue | None:
        """Returns the new venue. A remote meeting needs no place, and a new place is not remote."""
        if self.remote is None and self.place is None:
            return None
        return Venue(remote=bool(self.remote), place=self.place or "")


@strawberry.input(description="Fixer l'ordre du jour, qui remplace le précédent.")
class SetAgendaInput(MeetingCommandInput):
    items: list[str] = field(description="Les points, dans l'ordre.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.set_agenda(self.meeting, tuple(self.items), on=self.effective_on)


@strawberry.input(description="Une présence ou une excuse : un opérateur, une personne, ou l'une pour l'autre.")
class AttendeeInput:
    operator_id: ID | None = field(default=None, description="L'opérateur ; d'un pôle, un de ses membres ce jour-là.")
    person_id: ID | None = field(default=None, description="La personne.")

    def attendee(self) -> Attendee:
        return Attendee(
            operator=uuid_or_none("Operator", self.operator_id),
            person=uuid_or_none("Person", self.person_id),
        )


@strawberry.input(description="Un opérateur absent, et celui, présent, qui le représente.")
class RepresentedOperatorInput:
    operator_id: ID = field(description="L'opérateur absent ; d'un pôle, un de ses membres ce jour-là.")
    by_id: ID = field(description="L'opérateur présent qui le représente.")

    def fact(self) -> Proxy:
        return Proxy(operator=uuid_of("Operator", self.operator_id), by=uuid_of("Operator", self.by_id))


@strawberry.input(
    description="Tenir la réunion : au jour de sa convocation, ou à celui de `effectiveOn` (M1, PS-REUNION)."
)
class HoldMeetingInput(MeetingCommandInput):
    place: str = field(default="", description=PLACE)
    remote: bool = field(default=False, description=REMOTE)
    present: list[AttendeeInput] = field(description="Qui était présent.")
    excused: list[AttendeeInput] = field(default_factory=list, description="Qui s'est fait excuser.")
    represented: list[RepresentedOperatorInput] = field(
        default_factory=list, description="Qui était représenté, et par qui."
    )

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.hold_meeting(
            self.meeting,
            Venue(remote=self.remote, place=self.place),
            tuple(each.attendee() for each in self.present),
            tuple(each.attendee() for each in self.excused),
            on=self.effective_on,
            **optional_arguments(represented=tuple(each.fact() for each in self.represented)),
        )


@strawberry.input(
    description="Adopter le procès-verbal, déposé auparavant par PUT /documents (coordinateur). Un pôle qui prend"
    " part à une réunion conjointe peut adopter un document joint au projet (PS-RENCONTRE)."
)
class AdoptMinutesInput(MeetingCommandInput, SharedDocumentInput):
    def do(self, context: Context, _: UUID) -> CommandResult:
        document, shared = self.document(context), self.shared(context)
        return context.ports.platform.adopt_minutes(self.meeting, document, on=self.effective_on, **shared)


@strawberry.input(description="Annuler une réunion qui n'a pas encore eu lieu.")
class CancelMeetingInput(MeetingCommandInput):
    reason: str = field(description="Pourquoi.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.cancel_meeting(self.meeting, self.reason, on=self.effective_on)
