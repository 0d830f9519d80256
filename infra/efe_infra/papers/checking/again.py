"""Second issue of a paper, from the register or from a bundle replayed, and its comparison with the first."""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from itertools import chain, product
from typing import Any, Final, NamedTuple, Protocol
from uuid import UUID

from starlette.types import ASGIApp

from efe_domain.shared.messages import Language, format_day
from efe_infra.console.language.formats import ZONE
from efe_infra.console.language.translatable import Locale
from efe_infra.console.register.ids import is_identifier, key_of
from efe_infra.console.register.labels import SLUGS
from efe_infra.console.web.moment import NOW, Moment
from efe_infra.console.web.refusals import PageRefused
from efe_infra.ledger.pages import LedgerEvent
from efe_infra.papers.account_reader import AccountReader
from efe_infra.papers.checking.day import day_bounds
from efe_infra.papers.checking.differences import Mismatch, differences, texts_of
from efe_infra.papers.checking.logos import hashed_logos, with_logos_of
from efe_infra.papers.checking.names import MarkingReader, no_names
from efe_infra.papers.checking.reservations import (
    ACTS_NOT_COMPARED,
    DAY_UNBOUNDED,
    NAMES_NOT_COMPARED,
    Reservation,
    corrected_since,
)
from efe_infra.papers.checking.viewpoints import EVERYWHERE, StatedViewers, viewers
from efe_infra.papers.content import content_of, has_logo, without_logos
from efe_infra.papers.declaration.paper import PART_MARK, PaperInput
from efe_infra.papers.declaration.reader import ReadMoment
from efe_infra.papers.declaration.values import in_words
from efe_infra.papers.proof.evidence import MAX_ACTS, corrections_after, moment_of, positions_of
from efe_infra.papers.registry import EARLIER, PAPERS
from efe_infra.transparency.evidence.verify import PAPER, Fault, PaperProof

FAULTS: Final = {
    "ACTS_DIFFER": "Les actes joints ne sont pas ceux que le registre a sur cet objet jusqu'à cette position.",
    "BUNDLE_OLDER": "Le paquet s'arrête avant la position de ce document : demandez-en un plus récent.",
    "DAY_FALSE": "Le jour imprimé n'est pas celui de l'état du registre que ce document donne.",
    "NOT_IN_REGISTER": "Le registre n'a pas ce document : l'objet, le moment ou cette sorte d'acte n'y sont pas.",
    "REGISTER_DIFFERS": "Le registre dit autre chose que ce document.",
    "REGISTER_FOREIGN": "Ce document est d'un autre registre : son point de contrôle n'est pas de ce journal.",
}


type BundleEvents = Callable[[], Iterable[Sequence[LedgerEvent]]]
"""Pages of the events that a bundle has."""


class RegisterNames(Protocol):
    """Source of names: of some persons, those whose name the vault holds since before a position."""

    def __call__(self, ids: Collection[UUID], position: int) -> Collection[UUID]: ...


class RegisterFault(Fault):
    """First fault of a paper that only the register, or a bundle, shows."""

    SENTENCES: Final = FAULTS  # type: ignore[misc] # a table of the class


class ExpectedInput(NamedTuple):
    """Input that a reader gets, with a mark in place of each name that is not compared, and its acts.

    Beside a bundle, which has no picture, `logos` has what the events say of the logo of each letterhead.
    """

    content: PaperInput
    mark: str
    acts: Sequence[int] = ()
    subjects: Sequence[str] = ()
    logos: Sequence[Any] | None = None


@dataclass(frozen=True)
class SecondIssue:
    """Issue of a paper by the application of a register, or of a bundle replayed, which has no documents.

    `stated` sets the reader for which the application answers. `names` says whose name is compared: `None` for a
    bundle, whose `events` bound the day instead, with the instants `attested` by third parties.
    """

    app: ASGIApp
    stated: StatedViewers
    names: RegisterNames | None = None
    events: BundleEvents | None = None
    attested: tuple[int, ...] = ()

    @property
    def has_documents(self) -> bool:
        return self.events is None

    async def check(self, proof: PaperProof) -> list[Reservation]:
        """Returns what is not proved. Raises `RegisterFault` unless one reader gets the same input and acts."""
        attempts, other_acts = list[list[Mismatch]](), list[Sequence[int]]()
        async for each in self.inputs(proof.content):
            attempts.append(self.differences(proof.content["input"], each))
            if attempts[-1]:
                continue
            if (of_acts := self._acts(proof.content, each.acts)) is not None:
                return [*self._day(proof), *of_names(each), *of_acts, *await self._corrected(proof, each)]
            other_acts.append(each.acts)
        if other_acts:
            raise RegisterFault(
                "ACTS_DIFFER", f"positions {list(printed_acts(proof.content))} ≠ {list(other_acts[0])}"
            )
        if not attempts:
            raise RegisterFault("NOT_IN_REGISTER", PAPER)
        raise RegisterFault("REGISTER_DIFFERS", str(min(attempts, key=len)[0]))

    def _acts(self, content: Mapping[str, Any], expected: Sequence[int]) -> list[Reservation] | None:
        """Returns reservations about the acts of a paper, or None where they are not those that a reader has."""
        printed = printed_acts(content)
        if not printed:
            return [ACTS_NOT_COMPARED]
        if self.events is None:
            return [] if printed == [*expected] else None
        bundle_positions = {each.position for page in self.events() for each in page}
        shared = [each for each in printed if each in bundle_positions]
        if shared == [*expected] and shared:
            return []
        return [ACTS_NOT_COMPARED] if not shared or len(printed) >= MAX_ACTS else None

    def _day(self, proof: PaperProof) -> list[Reservation]:
        """Returns a reservation for a day without an end. Raises `RegisterFault` for one that is not the state's."""
        if self.events is None:
            return []
        position, timestamp = proof.content["position"], proof.content["timestamp"]
        cosignatures = [at for at in proof.log.times.values() if position < proof.log.size]
        bounds = day_bounds(chain.from_iterable(self.events()), position, (*cosignatures, *self.attested))
        if not bounds.holds(timestamp):
            raise RegisterFault("DAY_FALSE", _day(datetime.fromtimestamp(timestamp, UTC)))
        return [] if bounds.is_bounded else [DAY_UNBOUNDED]

    async def _corrected(self, proof: PaperProof, expected: ExpectedInput) -> list[Reservation]:
        """Returns a reservation if an object was corrected after the position, for a reader of everything."""
        self.stated.viewer, self.stated.now = EVERYWHERE, datetime.now(UTC)
        reader, position = AccountReader(self.app, None, NOW), proof.content["position"]
        later = [at for each in expected.subjects for at in await corrections_after(reader, each, position)]
        return [corrected_since(later)] if later else []

    async def inputs(self, content: Mapping[str, Any]) -> AsyncIterator[ExpectedInput]:
        """Yields what each reader gets at the position of a paper. Raises `RegisterFault`."""
        try:
            if type(content["position"]) is not int or type(content["timestamp"]) is not int:
                raise TypeError(PAPER)  # noqa: TRY301 - as for any other malformed field
            position = await self.position(content["position"])
            names = partial(self.names, position=content["position"]) if self.names else no_names
            reader = MarkingReader(self._reader(content, position), names)
            moment = await self._moment(reader, content)
            paper = PAPERS[content["kind"]]
            key = key_in(content)
            readers = [*viewers_of(content)]
        except (KeyError, TypeError, ValueError, AttributeError):
            raise RegisterFault("NOT_IN_REGISTER", PAPER) from None
        locale = Locale(reader.language)
        editions = [paper, *EARLIER.get(paper.kind, ())]
        instants = datetime.now(UTC), moment.known_at
        for edition, self.stated.viewer, self.stated.now in product(editions, readers, instants):
            try:
                answer, again = await content_of(edition, key, reader, moment)
                subjects = edition.subject_ids(answer, key) if again else []
                acts = await positions_of(reader, moment, subjects)
                logos = None if self.has_documents or not again else await hashed_logos(again, reader, moment)
            except PageRefused:
                continue
            for each in (again, without_logos(again) if again and has_logo(again) else None):
                if each is not None:
                    yield ExpectedInput(in_words(each, locale), reader.mark, acts, subjects, in_words(logos, locale))

    def differences(self, printed: PaperInput, expected: ExpectedInput) -> list[Mismatch]:
        content, logos = expected.content, expected.logos
        with_logos = content if logos is None else with_logos_of(printed, content, logos)
        return list(differences(printed, with_logos, expected.mark))

    def _reader(self, content: Mapping[str, Any], position: int | None) -> AccountReader:
        day = content.get("in_force_on")
        moment = Moment(known_at=position, in_force_on=date.fromisoformat(day) if day else None)
        return AccountReader(self.app, None, moment, Language(content["language"]))

    async def position(self, position: int) -> int:
        """Returns the position to read. In a replayed bundle that one may be of another Instance."""
        if self.has_documents:
            return position
        return min(position, (await moment_of(AccountReader(self.app, None, NOW))).position)

    async def _moment(self, reader: MarkingReader, content: Mapping[str, Any]) -> ReadMoment:
        """Returns the moment of the position. Raises `RegisterFault` for a day that is not its own."""
        try:
            moment = await moment_of(reader)
        except PageRefused:
            raise RegisterFault("NOT_IN_REGISTER", f"position {content['position']}") from None
        instant = int(moment.known_at.timestamp())
        if content["timestamp"] != instant if self.has_documents else content["timestamp"] < instant:
            printed = datetime.fromtimestamp(content["timestamp"], UTC)
            raise RegisterFault("REGISTER_DIFFERS", str(Mismatch(_day(printed), _day(moment.known_at))))
        return moment


def key_in(content: Mapping[str, Any]) -> str:
    """Returns the key of a paper in addresses."""
    return key_of(content["object"]) + (f"{PART_MARK}{part}" if (part := content.get("part")) else "")


def printed_acts(content: Mapping[str, Any]) -> list[int]:
    return sorted([*(each["position"] for each in content["proofs"]), *content["unsealed"]])


def of_names(expected: ExpectedInput) -> list[Reservation]:
    return [NAMES_NOT_COMPARED] if any(expected.mark in each for each in texts_of(expected.content)) else []


def _day(instant: datetime) -> str:
    return format_day(instant.astimezone(ZONE).date(), Language.FRENCH)


def viewers_of(content: Mapping[str, Any]) -> Iterator[Any]:
    bassins = tuple(SLUGS[each] for each in content["input"].get("bassins", ()))
    key = key_of(content["object"])
    return viewers(bassins, UUID(key) if is_identifier(key) else None)
