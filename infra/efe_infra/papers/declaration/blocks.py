"""Blocks of a paper: paragraphs, rows of facts, tables, lists, texts of the law, signatures."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from efe_domain.law.rules import Rule
from efe_domain.law.texts import RULES
from efe_infra.console.language.translatable import tr

type Block = dict[str, Any]

READING: Final = tr("La plateforme applique ce texte selon une lecture, qu'elle donne sur sa page des règles.")
"""Sentence below a text that the platform interprets."""
SIGNING_PADDING: Final = 9
"""Padding, in points, of a row with room for a signature."""
PADDING: Final = 5


def heading(text: str) -> Block:
    return {"type": "heading", "text": text}


def paragraphs(text: str) -> Block:
    """Returns a text; its blank lines part paragraphs."""
    return {"type": "text", "text": text}


def quotation(text: str) -> Block:
    """Returns a recorded text, set apart from the words of the paper."""
    return {"type": "quote", "text": text}


def sealed_quotation(name: str) -> Block:
    """Returns a text of the input by its name: the one that `sealed_words` compares with the events is printed."""
    return {"type": "quote", "of": name}


def rows(facts: Iterable[tuple[str, object]]) -> Block:
    """Returns facts with their names; those without a value are left out."""
    return {"type": "rows", "rows": [[name, value] for name, value in facts if value not in (None, "")]}


def listing(items: Sequence[object], *, ordered: bool = False) -> Block:
    return {"type": "list", "ordered": ordered, "items": list(items)}


def table(
    caption: str, columns: Sequence[tuple[str, int]], lines: Iterable[Sequence[object]], *, padding: int = PADDING
) -> Block:
    """Returns a table; a column is its title and its part of the width."""
    return {
        "type": "table",
        "caption": caption,
        "columns": [title for title, _ in columns],
        "widths": [width for _, width in columns],
        "padding": padding,
        "rows": [list(line) for line in lines],
    }


def law(*rules: Rule) -> Block:
    """Returns texts of the law, with the legal basis, and says if the platform interprets one of them."""
    texts = [RULES[each] for each in rules]
    return {
        "type": "law",
        "title": tr("Ce que dit le texte"),
        "texts": [f"« {each.text} »" for each in texts],
        "readings": [READING] if any(each.why for each in texts) else [],
        "bases": list(dict.fromkeys(each.basis.title for each in texts)),
    }


def signatures() -> Block:
    """Returns a place to sign for the office of each Instance of the letterhead, or for an office to write in."""
    unnamed = tr("Fonction, nom, date et signature")
    return {"type": "signatures", "label": tr("Date et signature"), "unnamed": unnamed}
