"""Full-text search in French by word beginnings, in any order, ignoring accents and case; sort keys."""

from collections.abc import Sequence
from typing import Final

from efe_domain.shared.texts import LONGEST_NAME, slug

MOST_WORDS: Final = 8
"""Limit of words in a search; further words are ignored."""
_FROM: Final = (
    "àáâãäåçèéêëìíîïñòóôõöùúûüýÿÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝŸ’''\"-.,;:!?()[]{}«»/\\…–—_+*=&|<>@#%%°\u00a0\u202f\n\t"
)
"""Letters with accents, of both cases, then signs that part words; as a literal of SQL has them."""
_TO: Final = "aaaaaaceeeeiiiinooooouuuuyyaaaaaaceeeeiiiinooooouuuuyy                                       "


def words_in(search: str | None) -> list[str] | None:
    """Returns the words of a search, folded; None without a search, none if it has no letter and no digit."""
    if search is None:
        return None
    return [word for word in slug(search[:LONGEST_NAME]).split("-") if word][:MOST_WORDS]


def holds_words(columns: Sequence[str], words: str = "%(words)s::text[]") -> str:
    """Returns SQL: each of the words begins a word of the columns, which are SQL for nullable texts.

    The texts are folded at each read: for thousands of acts that takes milliseconds, and no copy has to follow the
    text.
    """
    text = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)
    folded = (
        f"translate(lower(replace(replace(replace(replace({text}, 'œ', 'oe'), 'æ', 'ae'), 'Œ', 'oe'), 'Æ', 'ae'))"
    )
    return f"""coalesce((
        select bool_and(strpos(each.folded, ' ' || word) > 0)
        from (select ' ' || {folded}, '{_FROM}', '{_TO}') as folded) as each, unnest({words}) as word
    ), false)"""  # noqa: S608 - names of columns and of a parameter, never a value


def sort_key(name: str) -> str:
    """Returns the sort key of a name, stored `COLLATE "C"`: case and accents folded, without a library of locales."""
    return slug(name)
