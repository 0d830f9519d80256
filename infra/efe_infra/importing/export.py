"""Export of a ledger as commands: lines that `efe import` reads, for another installation or another tool."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from strawberry.utils.str_converters import to_snake_case

from efe_domain.access.grants import Role
from efe_domain.access.powers import Standing, opens
from efe_domain.decision.events import ObjectionWithdrawn
from efe_domain.instance.events import AccessGranted, SeatFilled
from efe_domain.meeting.events import HoursSet, MeetingConvened, MinutesAdopted
from efe_domain.operator.events import SiteClosed, SiteOpened
from efe_domain.opinion.events import OpinionDrafted, OpinionRequested, OpinionUndertaken
from efe_domain.pole.events import MemberDesignated, PoleTakenOver
from efe_domain.project.joint_meeting_events import JointMeetingCalled
from efe_domain.shared.codec import decode
from efe_domain.shared.command_context import SYSTEM_CLI
from efe_domain.shared.event import Event
from efe_domain.shared.record_events import Rectified, Withdrawn
from efe_infra.importing.event_commands import CANCELLING_JOINT_MEETING, COMPANIONS, CONFIRMING, INVERSES, WITHDRAWING
from efe_infra.importing.event_inputs import Inverse, Said, an_id, brief, input_of_event, json_form, own_bassin
from efe_infra.importing.lines import PERSON
from efe_infra.importing.rectifications import NotInALine, requested_changes
from efe_infra.ledger.pages import LedgerEvent
from efe_infra.people.vault import PersonVault

_OF_OPERATORS: Final = frozenset(
    {"changeOperatorKind", "recogniseCompetence", "registerOperator", "renameOperator", "renumberOperator"}
    | {"withdrawCompetence"}
)
"""Commands that need a `bassin`, which not all of their events have: those of competence since 0.3.0 have it."""


class Exporter:
    """Converter of events to lines, in their order; `left_out` counts the events without a command, by topic.

    `stream` reads the events of an entity: a rectification does not name the changes that were requested.
    """

    def __init__(self, stream: Callable[[UUID], Iterable[Event]] = lambda _: ()) -> None:
        self._stream = stream
        self._convened: dict[UUID, Said] = {}
        self._minutes: dict[str, UUID] = {}
        self.left_out: Counter[str] = Counter()
        self._coordinated: dict[str, str] = {}
        self._initiatives: dict[UUID, Any] = {}
        self._seats: set[UUID] = set()
        self._sites: dict[UUID, str] = {}
        self._openings: dict[UUID, tuple[Mapping[str, str], list[Said]]] = {}

    def lines(self, events: Iterable[LedgerEvent]) -> Iterator[Said]:
        """Yields the lines. Use them once all are read: the members of a pôle taken over come after it."""
        for each in events:
            event = decode(each.topic, each.state)
            kind = event.TOPIC.rpartition(".")[0]
            self._learn(event)
            if self._is_companion(kind, event):
                continue
            inverse = INVERSES.get(kind)
            try:
                if inverse and (line := self._line(each.position, event, inverse)):
                    yield line
            except NotInALine:
                inverse = None
            self.left_out[event.TOPIC] += inverse is None
        self.left_out = +self.left_out

    def _line(self, position: int, event: Event, inverse: Inverse) -> Said | None:
        """Returns the line of an event; None if the event follows from that of another entity."""
        match event:
            case Withdrawn(proposal=None):
                inverse = WITHDRAWING
            case Rectified(proposal=int()) if not isinstance(event, Withdrawn):
                inverse = CONFIRMING
            case JointMeetingCalled(cancelled=True):
                inverse = CANCELLING_JOINT_MEETING
        fields = input_of_event(event, inverse)
        if isinstance(event, Rectified) and event.proposal is None and not self._asked(event, fields):
            return None
        self._complete(event, fields, inverse)
        line: Said = {"key": str(position)}
        if by := self._by(event, inverse.command):
            line["by"] = f"Account:{by}"
        if inverse.new:
            line["newId"] = str(inverse.new(event))
        line |= {each: True for each in ("illustrative", "documented") if event.metadata.get(each) == "yes"}
        return {**line, inverse.command: fields}

    def _asked(self, event: Rectified, fields: Said) -> bool:
        """Tells whether a coordinator requested it. Raises `NotInALine`."""
        if isinstance(event, Withdrawn):
            fields["minutesMeetingId"] = f"Meeting:{self._minutes[event.document.sha256]}" if event.document else None
            return True
        fields["changes"], by_minutes = requested_changes(event, self._stream(event.originator_id), self._minutes)
        if by_minutes and event.document:
            fields["minutesMeetingId"] = f"Meeting:{self._minutes[event.document.sha256]}"
            del fields["documentSha256"]
        return bool(fields["changes"])

    def _complete(self, event: Event, fields: Said, inverse: Inverse) -> None:
        """Adds the fields that the event alone does not have."""
        match event:
            case SeatFilled(seat=seat):
                if seat in self._seats:
                    fields["seatId"] = f"BodySeat:{seat}"
                self._seats.add(seat)
            case MeetingConvened(originator_id=meeting):
                self._convened[meeting] = fields
            case OpinionDrafted(originator_id=opinion):
                initiative = self._initiatives.pop(opinion, None)
                fields["origin"] = {"initiative": initiative} if initiative else {"opinionId": f"Opinion:{opinion}"}
            case PoleTakenOver(originator_id=pole, metadata=metadata):
                fields["members"] = []  # they follow
                self._openings[pole] = metadata, fields["members"]
            case OpinionRequested(brief=asked):
                fields["brief"] = json_form(brief(asked))
            case SiteOpened(site=site):
                self._sites[site] = fields["bassin"]
            case SiteClosed(site=site):
                fields["bassin"] = self._sites[site]
        if inverse.command in _OF_OPERATORS:
            fields.setdefault("bassin", self._coordinated.get(event.metadata.get("actor", ""), own_bassin(event)))

    def _is_companion(self, kind: str, event: Event) -> bool:
        """Tells whether the command of another event records it too."""
        match event:
            case MemberDesignated(originator_id=pole, metadata=metadata) if pole in self._openings:
                of_opening, members = self._openings[pole]
                if metadata == of_opening:
                    representative = an_id("Person", event.representative)
                    members.append(
                        json_form({"operatorId": f"Operator:{event.operator}", "representativeId": representative})
                    )
                return metadata == of_opening
            case ObjectionWithdrawn(by_position=by_position):
                return by_position
            case _:
                return kind in COMPANIONS

    def _learn(self, event: Event) -> None:
        match event:
            case HoursSet(originator_id=meeting, hours=hours) if meeting in self._convened:
                times = {"startsAt": hours.starts, "endsAt": hours.ends}
                self._convened[meeting] |= json_form(times)
            case MinutesAdopted(originator_id=meeting, document=document):
                self._minutes.setdefault(document.sha256, meeting)
            case AccessGranted(account=account, role=Role.COORDINATOR):
                self._coordinated[str(account)] = own_bassin(event)
            case OpinionUndertaken(originator_id=opinion, brief=asked):
                self._initiatives[opinion] = json_form(brief(asked))

    def _by(self, event: Event, command: str) -> str:
        """Returns the account of the line; empty if the importer may do it and no coordinator did."""
        actor = event.metadata.get("actor", "")
        is_coordinator = actor in self._coordinated and not isinstance(event, AccessGranted)
        may_import = opens(Standing.ADMINISTRATOR, to_snake_case(command)) and not is_coordinator
        return "" if actor == SYSTEM_CLI or may_import else actor


def persons_in(lines: Iterable[Said]) -> Iterator[UUID]:
    """Returns the persons that the lines name, each once, in the order of the first line."""
    written_ids: set[str] = set()
    for line in lines:
        for text in _texts(line):
            if text.startswith("Person:") and text not in written_ids:
                written_ids.add(text)
                yield UUID(text.removeprefix("Person:"))


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from _texts(each)
        case list():
            for each in value:
                yield from _texts(each)


def person_lines(vault: PersonVault, ids: Sequence[UUID]) -> Iterator[Said]:
    """Yields a line for each person that the vault still holds. The lines have names: protect them."""
    for person in vault.persons(ids).values():
        identity = {
            "givenName": person.given_name,
            "familyName": person.family_name,
            "email": person.email,
            "function": person.function,
        }
        filled_fields = {name: value for name, value in identity.items() if value}
        yield {"key": f"person-{person.id}", "newId": str(person.id), PERSON: filled_fields}
