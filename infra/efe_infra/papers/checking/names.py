"""Names of persons, which no event contains: compared with the vault, else a mark stands for them.

The mark matches any name of a paper. Names are compared on the command line alone: a page would tell names.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any, Final
from uuid import UUID, uuid4

import msgspec

from efe_domain.shared.texts import LONGEST_NAME
from efe_infra.console.register.documents import Document
from efe_infra.console.register.ids import key_of
from efe_infra.papers.declaration.reader import PaperReader

NAME_FIELDS: Final = frozenset({"displayName", "display_name"})
"""Fields of answers with the name of a person."""


MAX_NAME_CHARS: Final = 2 * LONGEST_NAME + 1
"""Characters of a given name, a space and a family name."""

type NameSource = Callable[[Collection[UUID]], Collection[UUID]]
"""Of some persons, those whose name the vault has, and has not changed since the paper."""


def no_names(ids: Collection[UUID]) -> Collection[UUID]:
    """Is the source of a bundle, which has no name."""
    del ids
    return ()


class MarkingReader:
    """Reader whose answers have `mark` in place of each name that is not compared."""

    def __init__(self, reader: PaperReader, source: NameSource = no_names) -> None:
        self._reader, self._source, self.mark = reader, source, f"nom-{uuid4().hex}"
        self.language, self.is_signed_in, self.law_day = reader.language, reader.is_signed_in, reader.law_day

    async def ask[T: msgspec.Struct](self, document: Document[T], /, **variables: Any) -> T:
        answer = msgspec.to_builtins(await self._reader.ask(document, **variables))
        persons = {key for each in named_in(answer) if (key := person_of(each))}
        comparable = self._source(persons) if persons else ()
        for each in named_in(answer):
            if person_of(each) not in comparable:
                each.update({name: self.mark for name in NAME_FIELDS & each.keys() if each[name] is not None})
        return msgspec.convert(answer, document.answer, strict=False)


def named_in(value: Any) -> Iterator[dict[str, Any]]:
    """Yields the persons of an answer."""
    match value:
        case dict():
            if NAME_FIELDS & value.keys():
                yield value
            for each in value.values():
                yield from named_in(each)
        case list() | tuple():
            for each in value:
                yield from named_in(each)


def person_of(value: dict[str, Any]) -> UUID | None:
    return UUID(key_of(value["id"])) if "id" in value else None


def matches(text: str, pattern: str, mark: str) -> bool:
    """Tells whether a text is the pattern with a name, of one line, in place of each mark."""
    first, *others = pattern.split(mark)
    if not others:
        return text == pattern
    *middle, last = others
    if not (text.startswith(first) and text.endswith(last)) or text.count("\n") != pattern.count("\n"):
        return False
    if len(text) - len(pattern) + len(others) * len(mark) > len(others) * MAX_NAME_CHARS:
        return False
    at, end = len(first), len(text) - len(last)
    for each in middle:
        at = text.find(each, at, end)
        if at < 0:
            return False
        at += len(each)
    return at <= end
