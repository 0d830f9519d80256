"""Helpers of every part of the demonstration: its actors, commands, decisions and meetings."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any, Final, assert_never
from uuid import UUID, uuid5

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import Stance
from efe_domain.decision.wording import PROJECT_ACTS, Wording
from efe_domain.meeting.events import AssemblyKind, Attendee, Venue
from efe_domain.platform import Platform
from efe_domain.pole.pole import Pole
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import CommandContext, in_context
from efe_domain.shared.documents import Document
from efe_domain.shared.ids import ZONE
from efe_infra.composition import Installation
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.samples.demo.chapters import DemoSitting, Resolution
from efe_infra.samples.demo.clock import Clock, Life, shifted
from efe_infra.samples.demo.ids import id_of
from efe_infra.samples.demo.people import PEOPLE, coordinator_of
from efe_infra.samples.empty_ledger import DAY_OPENS


class Stage:
    """Platform with the actors of the demonstration. Acts are recorded on the day of the clock."""

    def __init__(self, installation: Installation, platform: Platform, clock: Clock, shift: timedelta) -> None:
        self._installation, self._clock, self._shift = installation, clock, shift
        self.platform = platform
        self.begin = clock.begin
        self.deposits: dict[tuple[str, Bassin], datetime] = {}
        """Opening of the day of the first deposit, by fingerprint and Instance."""

    @property
    def day(self) -> date:
        """The day of the clock."""
        return self._clock.day

    def dated[T](self, script: T) -> T:
        """Moves the days of a script to those on which they are played."""
        return shifted(script, self._shift)

    def account(self, subject: str) -> UUID:
        return self._installation.vault.account_for(ISSUER, subject)

    def coordinator(self, bassin: Bassin) -> str:
        return str(self.account(coordinator_of(bassin)))

    def speaker_for(self, representative: UUID | None, bassin: Bassin) -> tuple[str, UUID | None]:
        """Returns the account that speaks for a member, and its person: the representative, else the coordinator."""
        for person in PEOPLE:
            if person.subject and person.id == representative:
                return str(self.account(person.subject)), person.id
        return self.coordinator(bassin), None

    def meet_people(self) -> None:
        """Registers the persons of the demonstration in the vault, unless it has them, each linked to its account."""
        vault = self._installation.vault
        for person in PEOPLE:
            if vault.person(person.id) is None:
                vault.register_person(
                    given_name=person.given_name,
                    family_name=person.family_name,
                    email=person.email,
                    function=person.function,
                    person_id=person.id,
                )
            if person.subject:
                vault.link(self.account(person.subject), person.id)

    def keep(self, text: str, bassin: Bassin, name: str) -> Document:
        """Stores a document of an Instance under a name."""
        return self._deposit(text.encode(), "text/plain", bassin, name)

    def keep_picture(self, picture: bytes, bassin: Bassin, name: str) -> Document:
        return self._deposit(picture, "image/png", bassin, name)

    def _deposit(self, content: bytes, media_type: str, bassin: Bassin, name: str) -> Document:
        by = self.account(coordinator_of(bassin))
        sha256, _ = self._installation.documents.put(content, media_type, bassins=[bassin], by=by, name=name)
        self.deposits.setdefault((sha256, bassin), datetime.combine(self.day, DAY_OPENS))
        return Document(sha256=sha256, size=len(content), media_type=media_type)

    def load[A: Aggregate[Any]](self, kind: type[A], entity: UUID) -> A:
        """Loads an entity in its present state."""
        return kind.replay(entity, list(self.platform.events.get(entity)))

    @contextmanager
    def command(
        self,
        actor: str,
        *what: str,
        illustrative: bool = True,
        documented: bool = False,
        person: UUID | None = None,
    ) -> Iterator[UUID]:
        """Sets the context of a command, and yields its id."""
        command = id_of(*what)
        with in_context(
            CommandContext(
                actor=actor,
                today=self.day,
                person=person,
                command_id=command,
                illustrative=illustrative,
                documented=documented,
            )
        ):
            yield command


def adopt(
    stage: Stage, pole: UUID, resolution: Resolution, subject: UUID | None = None, subject_hash: str = ""
) -> UUID:
    """Proposes a decision to the members of the day and adopts it; it is communicated on its days.

    Members with an account speak for themselves.
    """
    platform, on = stage.platform, resolution.on
    actor = stage.coordinator(stage.load(Pole, pole).bassin)
    wording = Wording(title=resolution.title, text=resolution.text, subject_hash=subject_hash)
    act = (str(resolution.kind),) if resolution.kind in PROJECT_ACTS else ()
    with stage.command(actor, "propose", str(pole), str(subject or resolution.title), subject_hash, *act) as command:
        decision = uuid5(command, "decision")
        platform.propose_decision(decision, pole, resolution.kind, wording, subject=subject, on=on)
    _take_positions(stage, decision, resolution)
    with stage.command(actor, "adopt", str(decision)):
        platform.adopt_decision(decision, on=on)
    stage.begin(_communication(stage, actor, decision, resolution))
    return decision


def _communication(stage: Stage, actor: str, decision: UUID, resolution: Resolution) -> Life:
    if resolution.communicated:
        yield resolution.communicated
        with stage.command(actor, "communicate", str(decision)):
            stage.platform.communicate_decision(decision, on=resolution.communicated)
    if resolution.received:
        yield resolution.received
        with stage.command(actor, "receive", str(decision)):
            stage.platform.receive_decision(decision, on=resolution.received)


def _take_positions(stage: Stage, decision: UUID, resolution: Resolution) -> None:
    """Records the agreement of every member of the roster, of the last one with the reserve if there is one.

    For members without an account, it rests on a note.
    """
    proposed = stage.load(Decision, decision)
    if proposed.adopted_on is not None:
        return
    note = stage.keep(
        "Note d'entretien : ce que les membres ont dit (exemple illustratif).",
        proposed.bassin,
        "Note d'entretien.txt",
    )
    for seat in proposed.roster:
        words = resolution.reserve if seat is proposed.roster[-1] else ""
        stance = Stance.RESERVE if words else Stance.AGREE
        actor, person = stage.speaker_for(seat.representative, proposed.bassin)
        with stage.command(actor, "position", str(decision), str(seat.operator), person=person):
            stage.platform.take_position(
                decision,
                seat.operator,
                stance,
                words,
                content_hash=proposed.content_hash,
                document=None if person else note,
                on=resolution.on,
            )


VENUE: Final = Venue(remote=False, place="Salle de réunion (exemple illustratif)")


def convene(
    stage: Stage, actor: str, kind: AssemblyKind, assembly: UUID, bassin: Bassin, sitting: DemoSitting
) -> UUID:
    """Returns the meeting. `bassin` is the Instance of the body or pôle, or the one that convenes the zone."""
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


def zone_meets(stage: Stage, bassin: Bassin, sitting: DemoSitting, present: Sequence[Attendee]) -> Life:
    actor = stage.coordinator(bassin)
    yield sitting.convened
    meeting = convene(stage, actor, AssemblyKind.ZONE, ZONE, bassin, sitting)
    yield sitting.day
    hold(stage, actor, meeting, present)
