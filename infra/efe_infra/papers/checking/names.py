"""Names of persons, which no event contains: a mark stands for them, and matches any name of a paper."""

from typing import Any, Final
from uuid import uuid4

import msgspec

from efe_infra.console.register.documents import Document
from efe_infra.papers.declaration.reader import PaperReader

NAME_FIELDS: Final = frozenset({"displayName", "display_name"})
"""Fields of answers with the name of a person."""


class NamelessReader:
    """Reader whose answers have `mark` in place of each name of a person."""

    def __init__(self, reader: PaperReader) -> None:
        self._reader, self.mark = reader, f"nom-{uuid4().hex}"
        self.language, self.is_signed_in, self.law_day = reader.language, reader.is_signed_in, reader.law_day

    async def ask[T: msgspec.Struct](self, document: Document[T], /, **variables: Any) -> T:
        answer = msgspec.to_builtins(await self._reader.ask(document, **variables))
        return msgspec.convert(self._marked(answer), document.answer, strict=False)

    def _marked(self, value: Any) -> Any:
        match value:
            case dict():
                return {
                    name: self.mark if name in NAME_FIELDS and isinstance(each, str) else self._marked(each)
                    for name, each in value.items()
                }
            case list() | tuple():
                return [self._marked(each) for each in value]
            case _:
                return value


def matches(text: str, pattern: str, mark: str) -> bool:
    """Tells whether a text is the pattern with a name, of one line, in place of each mark."""
    first, *others = pattern.split(mark)
    if not others:
        return text == pattern
    *middle, last = others
    if not (text.startswith(first) and text.endswith(last)) or text.count("\n") != pattern.count("\n"):
        return False
    at, end = len(first), len(text) - len(last)
    for each in middle:
        at = text.find(each, at, end)
        if at < 0:
            return False
        at += len(each)
    return at <= end
