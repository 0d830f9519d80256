"""Second issue of a paper, from the register or from a bundle replayed, and its comparison with the first."""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import product
from typing import Any, Final, NamedTuple
from uuid import UUID

from starlette.types import ASGIApp

from efe_domain.shared.messages import Language, format_day
from efe_infra.console.language.formats import ZONE
from efe_infra.console.language.translatable import Locale
from efe_infra.console.register.ids import is_identifier, key_of
from efe_infra.console.register.labels import SLUGS
from efe_infra.console.web.moment import NOW, Moment
from efe_infra.console.web.refusals import PageRefused
from efe_infra.papers.account_reader import AccountReader
from efe_infra.papers.checking.differences import Mismatch, differences
from efe_infra.papers.checking.names import NamelessReader
from efe_infra.papers.checking.viewpoints import StatedViewers, viewers
from efe_infra.papers.content import content_of, has_logo, without_logos
from efe_infra.papers.declaration.paper import PART_MARK, PaperInput
from efe_infra.papers.declaration.reader import ReadMoment
from efe_infra.papers.declaration.values import in_words
from efe_infra.papers.proof.evidence import moment_of
from efe_infra.papers.registry import EARLIER, PAPERS
from efe_infra.transparency.evidence.verify import PAPER, Fault, PaperProof

FAULTS: Final = {
    "BUNDLE_OLDER": "Le paquet s'arrête avant la position de ce document : demandez-en un plus récent.",
    "NOT_IN_REGISTER": "Le registre n'a pas ce document : l'objet, le moment ou cette sorte d'acte n'y sont pas.",
    "REGISTER_DIFFERS": "Le registre dit autre chose que ce document.",
}


class RegisterFault(Fault):
    """First fault of a paper that only the register, or a bundle, shows."""

    SENTENCES: Final = FAULTS  # type: ignore[misc] # a table of the class


class ExpectedInput(NamedTuple):
    """Input that a reader gets, with a mark in place of each name of a person."""

    content: PaperInput
    mark: str


@dataclass(frozen=True)
class SecondIssue:
    """Issue of a paper by the application of a register, or of a bundle replayed, which has no documents.

    `stated` sets the reader for which the application answers.
    """

    app: ASGIApp
    stated: StatedViewers
    has_documents: bool = True

    async def check(self, proof: PaperProof) -> None:
        """Raises `RegisterFault` unless one reader gets the same input at the same position."""
        attempts = list[list[Mismatch]]()
        async for each in self.inputs(proof.content):
            attempts.append(self.differences(proof.content["input"], each))
            if not attempts[-1]:
                return
        if not attempts:
            raise RegisterFault("NOT_IN_REGISTER", PAPER)
        raise RegisterFault("REGISTER_DIFFERS", str(min(attempts, key=len)[0]))

    async def inputs(self, content: Mapping[str, Any]) -> AsyncIterator[ExpectedInput]:
        """Yields what each reader gets at the position of a paper. Raises `RegisterFault`."""
        try:
            if type(content["position"]) is not int or type(content["timestamp"]) is not int:
                raise TypeError(PAPER)  # noqa: TRY301 - as for any other malformed field
            position = await self.position(content["position"])
            reader = NamelessReader(self._reader(content, position))
            moment = await self._moment(reader, content)
            paper = PAPERS[content["kind"]]
            key = key_of(content["object"]) + (f"{PART_MARK}{part}" if (part := content.get("part")) else "")
            readers = [*viewers_of(content)]
        except (KeyError, TypeError, ValueError, AttributeError):
            raise RegisterFault("NOT_IN_REGISTER", PAPER) from None
        editions = [paper, *([EARLIER[paper.kind]] if paper.kind in EARLIER else [])]
        instants = datetime.now(UTC), moment.known_at
        for edition, self.stated.viewer, self.stated.now in product(editions, readers, instants):
            try:
                _, again = await content_of(edition, key, reader, moment)
            except PageRefused:
                continue
            for each in (again, without_logos(again) if again and has_logo(again) else None):
                if each is not None:
                    yield ExpectedInput(in_words(each, Locale(reader.language)), reader.mark)

    def differences(self, printed: PaperInput, expected: ExpectedInput) -> list[Mismatch]:
        select = as_it_is if self.has_documents else without_documents
        return list(differences(select(printed), select(expected.content), expected.mark))

    def _reader(self, content: Mapping[str, Any], position: int | None) -> AccountReader:
        day = content.get("in_force_on")
        moment = Moment(known_at=position, in_force_on=date.fromisoformat(day) if day else None)
        return AccountReader(self.app, None, moment, Language(content["language"]))

    async def position(self, position: int) -> int:
        """Returns the position to read. In a replayed bundle that one may be of another Instance."""
        if self.has_documents:
            return position
        return min(position, (await moment_of(AccountReader(self.app, None, NOW))).position)

    async def _moment(self, reader: NamelessReader, content: Mapping[str, Any]) -> ReadMoment:
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


def _day(instant: datetime) -> str:
    return format_day(instant.astimezone(ZONE).date(), Language.FRENCH)


def viewers_of(content: Mapping[str, Any]) -> Iterator[Any]:
    bassins = tuple(SLUGS[each] for each in content["input"].get("bassins", ()))
    key = key_of(content["object"])
    return viewers(bassins, UUID(key) if is_identifier(key) else None)


def as_it_is(printed: PaperInput) -> PaperInput:
    return printed


def without_documents(printed: PaperInput) -> PaperInput:
    """Returns an input without what rests on stored documents: the logos, and the note that one is missing."""
    heads = [{name: each for name, each in head.items() if name != "logo"} for head in printed["letterheads"]]
    return {**printed, "letterheads": heads, "notes": []}
