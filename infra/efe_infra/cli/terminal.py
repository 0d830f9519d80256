"""Console that shows control characters instead of obeying them: a text of others must not steer a terminal."""

import unicodedata
from collections.abc import Iterable
from typing import Final

from rich.console import Console
from rich.segment import Segment

STEERING: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of characters that steer a terminal, turn a line round, hide, or cannot be encoded."""


def visible(text: str) -> str:
    """Escapes steering characters except line ends, as JSON does, so that JSON keeps its meaning."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        _escaped(each) if each != "\n" and unicodedata.category(each) in STEERING else each for each in text
    )


def in_one_line(text: str) -> str:
    """Escapes line ends: a name with one could look like a line of the report."""
    return text.replace("\n", _escaped("\n"))


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


class SafeConsole(Console):
    """Console of every command. Rich's own control codes pass: they are separate segments."""

    def _render_buffer(self, buffer: Iterable[Segment]) -> str:
        return super()._render_buffer(
            each if each.control else Segment(visible(each.text), each.style) for each in buffer
        )
