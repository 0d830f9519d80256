"""The verdicts of the Instances concerned by a project, and what they come to together."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from efe_domain.project.events import VerdictKind
from efe_domain.project.refusals import NotAgreed, NotSubmitted, VerdictAlreadyGiven
from efe_domain.shared import texts
from efe_domain.shared.bassins import NAMES, Bassin
from efe_domain.shared.days import check_not_before
from efe_domain.shared.errors import Invalid


class JointOutcome(StrEnum):
    """What the verdicts of all Instances concerned come to: none is skipped, even after a refusal (PS-CONJOINT)."""

    PENDING = "pending"
    AGREED_BY_ALL = "agreed-by-all"
    AGREED_IN_PART = "agreed-in-part"
    REFUSED_BY_ALL = "refused-by-all"


def joint_outcome(*, agreed: int, refused: int, of: int) -> JointOutcome:
    """Of so many Instances. One computation serves the commands and the reads."""
    if agreed + refused < of:
        return JointOutcome.PENDING
    if not refused:
        return JointOutcome.AGREED_BY_ALL
    return JointOutcome.AGREED_IN_PART if agreed else JointOutcome.REFUSED_BY_ALL


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What an Instance answers: an agreement may have conditions, a refusal has reasons, `meeting` is where."""

    kind: VerdictKind
    conditions: str = ""
    reasons: str = ""
    meeting: UUID | None = None


def checked(given: Verdict) -> Verdict:
    """Raises `Invalid`."""
    conditional = given.kind is VerdictKind.CONDITIONS
    if given.conditions and not conditional:
        raise Invalid("conditions", "Seul un accord sous conditions en a.")
    reasoned = given.reasons or given.kind is VerdictKind.REFUSED
    return msgspec.structs.replace(
        given,
        conditions=texts.text(given.conditions, "conditions") if conditional else "",
        reasons=texts.text(given.reasons, "reasons") if reasoned else "",
    )


class Verdicts:
    """On the content of now: which Instances it was put to, and what each answered."""

    def __init__(self) -> None:
        self._submitted: dict[Bassin, date] = {}
        self._given: dict[Bassin, tuple[VerdictKind, date]] = {}

    def missing(self, concerned: Iterable[Bassin]) -> tuple[Bassin, ...]:
        """Those to whom the content is still to be submitted."""
        return tuple(bassin for bassin in concerned if bassin not in self._submitted)

    def of(self, bassin: Bassin) -> VerdictKind | None:
        return self._given[bassin][0] if bassin in self._given else None

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
        if self.of(bassin) in (None, VerdictKind.REFUSED):
            raise NotAgreed(
                "L'Instance de {bassin} n'a pas donné son accord au contenu actuel.", bassin=NAMES[bassin]
            )
        check_not_before(on, self._given[bassin][1], "l'accord de l'Instance")

    def submit(self, bassins: Iterable[Bassin], on: date) -> None:
        self._submitted.update(dict.fromkeys(bassins, on))

    def give(self, bassin: Bassin, verdict: VerdictKind, on: date) -> None:
        self._given[bassin] = (verdict, on)

    def reopen(self) -> None:
        """The content moved: nobody has judged it, and it is put to nobody yet."""
        self._submitted.clear()
        self._given.clear()

    def keep(self, concerned: Iterable[Bassin]) -> None:
        """Those of other Instances count no more."""
        for bassin in {*self._submitted} - {*concerned}:
            del self._submitted[bassin]
            self._given.pop(bassin, None)
