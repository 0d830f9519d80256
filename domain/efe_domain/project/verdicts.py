"""The verdicts of the Instances concerned by a project, and what they come to together."""

from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from efe_domain.instance.instance import InstanceBassin
from efe_domain.meeting.meeting import Meeting, MeetingNotHeld
from efe_domain.project.events import VerdictKind
from efe_domain.project.refusals import (
    ConditionAlreadyMet,
    NotAgreed,
    NotSubmitted,
    NotSubmittedToAll,
    NoVerdictYet,
    SameExpectation,
    VerdictAlreadyGiven,
)
from efe_domain.shared import texts
from efe_domain.shared.bassins import NAMES, Bassin
from efe_domain.shared.days import check_not_before
from efe_domain.shared.errors import Invalid, NotFound
from efe_domain.shared.ids import instance_id
from efe_domain.shared.messages import Message
from efe_domain.shared.replay_decisions import EntityLoader

MOST_CONDITIONS = 30


class JointOutcome(StrEnum):
    """Outcome of the verdicts of all Instances concerned: none is skipped, even after a refusal (PS-CONJOINT)."""

    PENDING = "pending"
    AGREED_BY_ALL = "agreed-by-all"
    AGREED_IN_PART = "agreed-in-part"
    REFUSED_BY_ALL = "refused-by-all"


def joint_outcome(*, agreed: int, refused: int, of: int) -> JointOutcome:
    """Computes the outcome for that many Instances. Commands and reads share it."""
    if agreed + refused < of:
        return JointOutcome.PENDING
    if not refused:
        return JointOutcome.AGREED_BY_ALL
    return JointOutcome.AGREED_IN_PART if agreed else JointOutcome.REFUSED_BY_ALL


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of an Instance: an agreement may have conditions, a refusal has reasons.

    `meeting` is where it was given, or `without_meeting` says why in none.
    """

    kind: VerdictKind
    conditions: tuple[str, ...] = ()
    reasons: str = ""
    meeting: UUID | None = None
    without_meeting: str = ""


class Sitting(msgspec.Struct, frozen=True):
    """The meeting that a verdict cites, and the Instance of which a body met."""

    meeting: Meeting
    instance: InstanceBassin


def sitting_of(bassin: Bassin, meeting_id: UUID | None, entities: EntityLoader) -> Sitting | None:
    """Loads the sitting of the Instance. Raises `NotFound`, also for a meeting of another."""
    if meeting_id is None:
        return None
    meeting = entities.require(Meeting, meeting_id)
    if bassin not in meeting.bassins:
        raise NotFound(Meeting.NOUN, meeting_id)
    return Sitting(meeting, entities.require(InstanceBassin, instance_id(bassin)))


def checked(verdict: Verdict) -> Verdict:
    """Raises `Invalid`."""
    conditional = verdict.kind is VerdictKind.CONDITIONS
    if verdict.conditions and not conditional:
        raise Invalid("conditions", "Seul un accord sous conditions en a.")
    if len(verdict.conditions) > MOST_CONDITIONS:
        raise Invalid("conditionList", "Un accord a {most} conditions au plus.", most=MOST_CONDITIONS)
    reasoned = verdict.reasons or verdict.kind is VerdictKind.REFUSED
    conditions = verdict.conditions or ("",) if conditional else ()
    return msgspec.structs.replace(
        verdict,
        conditions=tuple(texts.text(each, "conditions") for each in conditions),
        reasons=texts.text(verdict.reasons, "reasons") if reasoned else "",
        without_meeting=texts.text(verdict.without_meeting, "withoutMeeting") if verdict.without_meeting else "",
    )


def checked_due(verdict: Verdict, due: tuple[date | None, ...], on: date) -> tuple[date | None, ...]:
    """Returns the last day for each condition, in their order; empty if none has one. Raises `Invalid`."""
    if len(due) > len(verdict.conditions):
        raise Invalid("conditionDueOn", "Chaque échéance est celle d'une condition.")
    if any(day < on for day in due if day):
        raise Invalid("conditionDueOn", "L'échéance d'une condition précède le verdict.")
    return (*due, *(None,) * (len(verdict.conditions) - len(due))) if any(due) else ()


def check_sat(verdict: Verdict, sitting: Sitting | None, on: date) -> None:
    """Checks the sitting: a body that may give verdicts met, or a reason is given.

    Raises `MeetingNotHeld`, `BodyDoesNotJudge`, `NotFound` or `Invalid`.
    """
    if verdict.meeting is None:
        if not verdict.without_meeting:
            raise MeetingNotHeld("Un verdict cite une réunion tenue par l'Instance, ou dit pourquoi aucune.")
        return
    if verdict.without_meeting:
        raise Invalid("withoutMeeting", "Un verdict cite une réunion, ou dit pourquoi aucune.")
    if sitting is None:
        raise NotFound(Meeting.NOUN, verdict.meeting)
    body = sitting.meeting.check_sat(by=on)
    sitting.instance.check_judges(body, sitting.meeting.held_on or on)


def check_quorum(sitting: Sitting | None) -> None:
    """Checks who sat, by the règlement of the day of the meeting. Raises `QuorumNotReached`."""
    if sitting and (held_on := (meeting := sitting.meeting).held_on):
        sitting.instance.check_quorum(meeting.assembly.id, meeting.persons_present, held_on)


class GivenVerdict(msgspec.Struct, frozen=True):
    """A verdict of an Instance on the content of now, from its day on; `version` is that of its event."""

    verdict: Verdict
    due: tuple[date | None, ...]
    on: date
    version: int


class Verdicts:
    """Verdicts on the current content: the Instances to which it was submitted, and the answer of each."""

    def __init__(self) -> None:
        self.were_awaited = False
        self._submitted: dict[Bassin, date] = {}
        self._given: dict[Bassin, list[GivenVerdict]] = {}
        self._expected: dict[Bassin, date] = {}
        self._met: dict[tuple[int, int], date] = {}

    def missing(self, concerned: Iterable[Bassin]) -> tuple[Bassin, ...]:
        """Returns the Instances to which the content is still to be submitted."""
        return tuple(bassin for bassin in concerned if bassin not in self._submitted)

    def check_put_to_all(self, concerned: Collection[Bassin], on: date) -> None:
        """Checks a joint project. Raises `NotSubmittedToAll`, or `TooEarly` before the last submission."""
        if missing := self.missing(concerned):
            reasons = [Message("L'Instance de {bassin} n'en est pas saisie.", bassin=NAMES[each]) for each in missing]
            raise NotSubmittedToAll("Ce contenu n'est pas soumis à chaque Instance concernée.", *reasons)
        for bassin in concerned:
            check_not_before(on, self._submitted[bassin], "la soumission")

    def of(self, bassin: Bassin) -> VerdictKind | None:
        return self._given[bassin][-1].verdict.kind if bassin in self._given else None

    def standing(self, bassin: Bassin) -> GivenVerdict:
        """Raises `NoVerdictYet`."""
        if bassin not in self._given:
            raise NoVerdictYet(
                "L'Instance de {bassin} ne s'est pas encore prononcée sur ce contenu.", bassin=NAMES[bassin]
            )
        return self._given[bassin][-1]

    def outcome(self, concerned: Iterable[Bassin]) -> JointOutcome:
        kinds = [self.of(bassin) for bassin in concerned]
        refused = kinds.count(VerdictKind.REFUSED)
        return joint_outcome(agreed=len(kinds) - kinds.count(None) - refused, refused=refused, of=len(kinds))

    def check_awaited(self, bassin: Bassin, on: date) -> None:
        """Raises `NotSubmitted`, `VerdictAlreadyGiven` or `TooEarly`."""
        if bassin not in self._submitted:
            raise NotSubmitted("Ce contenu n'a pas été soumis à l'Instance de {bassin}.", bassin=NAMES[bassin])
        if bassin in self._given:
            raise VerdictAlreadyGiven(
                "L'Instance de {bassin} s'est déjà prononcée sur ce contenu.", bassin=NAMES[bassin]
            )
        check_not_before(on, self._submitted[bassin], "la soumission")

    def check_agreed(self, bassin: Bassin, on: date) -> None:
        """Raises `NotAgreed` or `TooEarly`."""
        verdicts = self._given.get(bassin, [])
        if not verdicts or _refuses(verdicts[-1]):
            raise NotAgreed(
                "L'Instance de {bassin} n'a pas donné son accord au contenu actuel.", bassin=NAMES[bassin]
            )
        then = next((each for each in reversed(verdicts) if each.on <= on), verdicts[0])
        if _refuses(then):
            then = next(each for each in verdicts if each.on > on)
        check_not_before(on, then.on, "l'accord de l'Instance")

    def check_expected(self, bassin: Bassin, expected_on: date, on: date) -> None:
        """Raises `NotSubmitted`, `VerdictAlreadyGiven`, `SameExpectation`, `TooEarly` or `Invalid`."""
        self.check_awaited(bassin, on)
        if expected_on < on:
            raise Invalid("expectedOn", "Le jour attendu du verdict est passé.")
        if self._expected.get(bassin) == expected_on:
            raise SameExpectation("Ce jour est déjà celui où le verdict est attendu.")

    def check_unmet(self, bassin: Bassin, number: int, on: date) -> GivenVerdict:
        """Returns the verdict with that open condition.

        Raises `NoVerdictYet`, `NotFound`, `ConditionAlreadyMet` or `TooEarly`.
        """
        current = self.standing(bassin)
        if not 1 <= number <= len(current.verdict.conditions):
            raise NotFound("Condition", number)
        if met := self._met.get((current.version, number)):
            raise ConditionAlreadyMet("Cette condition est remplie depuis le {day}.", day=met)
        check_not_before(on, current.on, "le verdict de l'Instance")
        return current

    def open_condition(self, bassin: Bassin) -> int | None:
        """Returns the number of the first condition that is not met, or else of the last one; None without any."""
        if bassin not in self._given:
            return None
        current = self._given[bassin][-1]
        numbers = range(1, len(current.verdict.conditions) + 1)
        unmet = (each for each in numbers if (current.version, each) not in self._met)
        return next(unmet, max(numbers, default=None))

    def submit(self, bassins: Iterable[Bassin], on: date) -> None:
        self.were_awaited = True
        self._submitted.update(dict.fromkeys(bassins, on))

    def expect(self, bassin: Bassin, on: date) -> None:
        self._expected[bassin] = on

    def give(self, bassin: Bassin, verdict: GivenVerdict) -> None:
        self._given.setdefault(bassin, []).append(verdict)

    def meet(self, version: int, number: int, on: date) -> None:
        self._met[version, number] = on

    def reopen(self) -> None:
        """Forgets the verdicts after an amendment: no Instance has judged or received the new content."""
        self._submitted.clear()
        self._given.clear()
        self._expected.clear()

    def keep(self, concerned: Iterable[Bassin]) -> None:
        """Drops the verdicts of Instances that are no longer concerned."""
        for bassin in {*self._submitted} - {*concerned}:
            del self._submitted[bassin]
            self._given.pop(bassin, None)
            self._expected.pop(bassin, None)


def _refuses(verdict: GivenVerdict) -> bool:
    return verdict.verdict.kind is VerdictKind.REFUSED
