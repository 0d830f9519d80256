"""Meetings of the demonstration: convened, given an agenda and, if their day has come, held."""

from collections.abc import Sequence
from typing import Final, assert_never
from uuid import UUID, uuid5

from efe_domain.meeting.events import AssemblyKind, Attendee, Venue
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import ZONE
from efe_infra.samples.demo.chapters import Sitting
from efe_infra.samples.demo.stage import Stage

VENUE: Final = Venue(remote=False, place="Salle de réunion (exemple illustratif)")


def convene(stage: Stage, actor: str, kind: AssemblyKind, assembly: UUID, bassin: Bassin, sitting: Sitting) -> UUID:
    """The meeting. `bassin` is the Instance of the body or pôle, or the one that convenes the zone."""
    platform = stage.platform
    with stage.command(actor, "convene", str(assembly), repr(sitting)) as command:
        meeting = uuid5(command, "meeting")
        match kind:
            case AssemblyKind.BODY:
                platform.convene_body(meeting, bassin, assembly, sitting.day, VENUE, on=sitting.convened)
            case AssemblyKind.POLE:
                platform.convene_pole(meeting, assembly, sitting.day, VENUE, on=sitting.convened)
            case AssemblyKind.ZONE:
                platform.convene_zone(meeting, sitting.day, VENUE, on=sitting.convened)
            case _:
                assert_never(kind)
    with stage.command(actor, "agenda", str(meeting)):
        platform.set_agenda(meeting, (sitting.agenda,), on=sitting.convened)
    return meeting


def hold(stage: Stage, actor: str, meeting: UUID, present: Sequence[Attendee]) -> None:
    with stage.command(actor, "hold", str(meeting)):
        stage.platform.hold_meeting(meeting, VENUE, tuple(present))


def hold_zone(stage: Stage, bassin: Bassin, sitting: Sitting, present: Sequence[Attendee]) -> None:
    actor = stage.coordinator(bassin)
    hold(stage, actor, convene(stage, actor, AssemblyKind.ZONE, ZONE, bassin, sitting), present)
