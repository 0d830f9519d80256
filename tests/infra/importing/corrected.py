"""Later life of a written register: facts are rectified, things change, documents are attached."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, time, timedelta
from functools import partial
from random import Random
from typing import Any, cast
from uuid import UUID, uuid4

from efe_domain.access.grants import Role
from efe_domain.catalogue import CORRECTIONS
from efe_domain.commands.handler import CommandResult
from efe_domain.decision.events import DecisionAdopted
from efe_domain.instance.events import AccessGranted, BodySetUp
from efe_domain.meeting.events import Attendee, Hours, Venue
from efe_domain.operator.events import OperatorKind, SiteOpened
from efe_domain.opinion.events import OpinionAdopted
from efe_domain.pole.events import MemberDesignated, PoleConstituted, PoleCreated
from efe_domain.project.events import ProjectEmerged
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.codec import decode
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_domain.shared.documents import Document
from efe_domain.shared.effective_facts import effective_facts
from efe_domain.shared.errors import Refusal
from efe_domain.shared.event import Event
from efe_domain.shared.ids import NumberScheme
from efe_domain.shared.record_events import Patch, Questioned, RectificationProposed
from efe_domain.shared.replay_decisions import Annulment, Correctable
from efe_infra.composition import Installation
from tests.infra.importing.given import TODAY

CORRECTED = 300
"""Times that something is to be rectified: the rules refuse many."""
TABLE = b"places;12"
WORDS = frozenset({"comment", "conclusion", "description", "note", "reason", "reference", "report", "result"})


def recorded_in(installation: Installation) -> list[Event]:
    """All, in the order of the ledger."""
    notifications = installation.platform.recorder.select_notifications(1, 1_000_000)
    return [decode(each.topic, each.state) for each in notifications]


class Afterwards:
    """By the coordinators of the simulation, and by a second one of each Instance; refusals leave nothing."""

    def __init__(self, installation: Installation, seed: int) -> None:
        self._platform, self._documents = installation.platform, installation.documents
        self._random = Random(seed)
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._events = recorded_in(installation)
        self._minutes: dict[str, UUID] = {}
        self._correctable: defaultdict[str, dict[UUID, None]] = defaultdict(dict)
        self._first: dict[str, UUID] = {}
        self._second = {bassin: uuid4() for bassin in Bassin}
        for event in self._events:
            if isinstance(event, AccessGranted) and event.role is Role.COORDINATOR:
                self._first.setdefault(event.bassins[0], event.account)

    def happen(self) -> None:
        self._let_in_seconds()
        self._amend()
        self._meet()
        for each in self._events:
            if (kind := each.TOPIC.partition(".")[0]) in CORRECTIONS:
                self._correctable[kind][each.originator_id] = None
        for _ in range(CORRECTED):
            stream = self._random.choice([*self._correctable[self._random.choice([*self._correctable])]])
            self._rectify(stream, lambda known, facts: self._patch(known, self._random.choice(facts)))
        for event, _ in self._of(PoleConstituted, 12):
            self._rectify(event.originator_id, lambda _, facts: _shortened(facts))
        self._look_again()

    @contextmanager
    def _as(self, account: UUID | str) -> Iterator[None]:
        with in_context(CommandContext(actor=str(account), today=TODAY, command_id=uuid4())):
            yield

    def _try(self, what: str, by: UUID | str, command: Callable[[], CommandResult]) -> bool:
        try:
            with self._as(by):
                command()
        except Refusal as refusal:
            self.refused[f"{what}: {refusal.code()}"] += 1
            return False
        self.done[what] += 1
        return True

    def _let_in_seconds(self) -> None:
        for bassin, account in self._second.items():
            with self._as(SYSTEM_CLI):
                self._platform.grant_access(bassin, account, Role.COORDINATOR)

    def _of(self, kind: type[Event], most: int) -> Iterator[tuple[Any, UUID]]:
        """Some facts of the kind, and who coordinates where they are recorded."""
        found = [each for each in self._events if isinstance(each, kind)]
        for each in self._random.sample(found, min(most, len(found))):
            yield each, self._first[self._random.choice(each.bassins)]

    def _amend(self) -> None:
        it, table = self._platform, self._document(TABLE)
        for event, _ in self._of(SiteOpened, 8):
            operator, bassin = event.originator_id, event.bassin
            by = self._first[bassin]
            number = str(self._random.randrange(10**6))
            self._try("rename", by, partial(it.rename_operator, bassin, operator, f"Maison {operator.hex[:6]}"))
            self._try("kind", by, partial(it.change_operator_kind, bassin, operator, OperatorKind.CEFA))
            self._try("renumber", by, partial(it.renumber_operator, bassin, operator, NumberScheme.REGISTER, number))
        for event, by in self._of(PoleCreated, 6):
            pole = event.originator_id
            self._try("rename pole", by, partial(it.rename_pole, pole, f"Pôle {pole.hex[:6]}"))
        for kind, attach in (
            (DecisionAdopted, it.attach_to_decision),
            (OpinionAdopted, it.attach_to_opinion),
            (ProjectEmerged, it.attach_to_project),
        ):
            for event, by in self._of(kind, 6):
                self._try("attach", by, partial(attach, event.originator_id, table, "Places"))

    def _meet(self) -> None:
        """A body meets at another hour than it was called for, and adopts minutes that may be cited."""
        it, called = self._platform, TODAY + timedelta(days=9)
        here, remote = Venue(remote=False, place="Salle 2"), Venue(remote=True, place="")
        hours, later = Hours(starts=time(14), ends=time(16)), Hours(starts=time(15))
        person = next(each.representative for each in self._events if isinstance(each, MemberDesignated))
        for event, by in self._of(BodySetUp, 6):
            meeting, bassin = uuid4(), event.bassins[0]
            minutes = self._document(b"Proces-verbal " + bassin.encode())
            steps: Sequence[Callable[[], CommandResult]] = (
                partial(it.convene_body, meeting, bassin, event.body, called, here, hours=hours),
                partial(it.postpone_meeting, meeting, TODAY, "Grève.", venue=remote, hours=later),
                partial(it.hold_meeting, meeting, remote, (Attendee(person=person),)),
                partial(it.attach_to_meeting, meeting, self._document(TABLE), "Places"),
                partial(it.adopt_minutes, meeting, minutes),
            )
            if all(self._try(f"meet {nth}", by, step) for nth, step in enumerate(steps)):
                self._minutes[bassin] = meeting

    def _rectify(self, stream: UUID, asked_of: Callable[[Correctable[Any], list[Event]], Patch | None]) -> None:
        """A fact that stands, by who recorded it; with minutes, or by two coordinators where two are needed."""
        recorded = cast("list[Event]", list(self._platform.events.get(stream)))
        known = CORRECTIONS[recorded[0].TOPIC.partition(".")[0]]
        facts = effective_facts(recorded)
        if (patch := asked_of(known, facts)) is None:
            return
        fact = next(each for each in facts if each.originator_version == patch.version)
        by, kind = UUID(fact.metadata["actor"]), known.aggregate.KIND
        if (bassin := next((each for each, account in self._first.items() if account == by), None)) is None:
            return
        minutes = self._minutes.get(bassin) if self._random.random() < 0.5 else None
        shown = self._document(TABLE) if not minutes and known.rules_for(fact).documented else None
        asked = partial(self._platform.rectify, kind, stream, (patch,), "Erreur.", document=shown, minutes=minutes)
        if not self._try(f"rectify {kind}", by, asked):
            return
        last = cast("list[Event]", list(self._platform.events.get(stream)))[-1]
        if isinstance(last, RectificationProposed):
            it, proposal = self._platform, last.originator_version
            again = self._random.choice(
                (
                    partial(it.confirm_rectification, kind, stream, proposal),
                    partial(it.drop_rectification, kind, stream, proposal, "C'était bien cela."),
                )
            )
            self._try(again.func.__name__, self._second[Bassin(bassin)], again)

    def _patch(self, known: Correctable[Any], fact: Event) -> Patch | None:
        may, version = known.rules_for(fact), fact.originator_version
        if known.is_companion(fact) or may.derived:
            return None
        if may.annulment is not Annulment.NEVER and self._random.random() < 0.2:
            return Patch(version)
        values = {name: self._other(name, getattr(fact, name)) for name in may.fields}
        values = {name: value for name, value in values.items() if value is not ...}
        if not values:
            return None
        name = self._random.choice(sorted(values))
        return Patch(version, {name: values[name]})

    def _other(self, name: str, value: Any) -> Any:  # noqa: PLR0911 - one a field
        if isinstance(value, date):
            return (value + timedelta(days=self._random.choice((-1, 1)))).isoformat()
        if name in WORDS and isinstance(value, str):
            return f"{value} Corrigé."
        match name:
            case "name":
                return f"{value} corrigé"
            case "venue":
                return {"place": "Salle B"}
            case "items":
                return ["Budget", "Divers"]
            case "excused":
                return []
            case "representative" | "quorum_percent":
                return None
        return ...

    def _look_again(self) -> None:
        for stream in (each for streams in self._correctable.values() for each in streams):
            recorded = cast("list[Event]", list(self._platform.events.get(stream)))
            kind = recorded[0].TOPIC.partition(".")[0]
            for each in recorded:
                if isinstance(each, Questioned) and self._random.random() < 0.5:
                    looked = partial(
                        self._platform.confirm_fact, kind, stream, each.originator_version, "Cela reste."
                    )
                    self._try("confirm_fact", self._first[each.bassins[0]], looked)

    def _document(self, content: bytes) -> Document:
        sha256, _ = self._documents.put(content, "text/plain", bassins=[*Bassin], by=self._second[Bassin.LIEGE])
        found = self._documents.find(sha256, [*Bassin])
        assert found
        return found


def _shortened(facts: list[Event]) -> Patch | None:
    """The first term ends a day earlier."""
    terms = [each for each in facts if isinstance(each, PoleConstituted)]
    ends = [(each.ends - timedelta(days=1)).isoformat() for each in terms]
    return Patch(terms[0].originator_version, {"ends": ends[0]}) if terms else None
