"""Texts of users as a mail shows them: on one line, and with nothing that a mail program would make a link of."""

import re
from typing import Final

SCHEME: Final = re.compile(
    r"\b[a-z][a-z0-9+.-]{0,30}:/{2,}|\b(?:mailto|tel|sms|xmpp|data|javascript):", re.IGNORECASE
)
DOT: Final = re.compile(r"(?<=[^\s.])([.\N{FULLWIDTH FULL STOP}\N{IDEOGRAPHIC FULL STOP}｡])(?=[^\W\d_]|xn--)")
"""Dot before a letter: a mail program takes « word.word » for the name of a site, in each of the forms of a dot."""
AT: Final = re.compile(" ?[@\N{FULLWIDTH COMMERCIAL AT}\N{SMALL COMMERCIAL AT}] ?")
NUMBERS: Final = re.compile(r"(?<=\d)\.(?=\d+\.\d+\.\d+)")
"""First dot of four numbers, such as the address of a machine."""


def unlinked(text: str) -> str:
    """Returns a text whose words stay readable, and of which no program makes a link or a further line.

    The page of the object shows the text as it was written.
    """
    line = " ".join(text.split())
    while (bare := SCHEME.sub("", line)) != line:
        line = bare
    return NUMBERS.sub(". ", AT.sub(" @ ", DOT.sub(r"\1 ", line)))
