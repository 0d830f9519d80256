"""The front page, and the frame of every page that is only read: no script, nothing from another address."""

import hashlib
import re
from base64 import b64encode
from functools import cache
from html import escape
from pathlib import Path
from string import Template

FOLDER = Path(__file__).parent / "pages"
GRAPHIQL = '<li><a href="/graphql">GraphiQL</a><p>Interroger le registre depuis le navigateur.</p></li>'


@cache
def style() -> str:
    return (FOLDER / "style.css").read_text(encoding="utf-8")


@cache
def policy() -> str:
    """Nothing but the one style is let in."""
    digest = b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def framed(title: str, content: str) -> str:
    frame = Template((FOLDER / "frame.html").read_text(encoding="utf-8"))
    return frame.substitute(title=escape(title), style=style(), content=unbroken(content))


def unbroken(text: str) -> str:
    """No line begins with what French parts from the word before by a space."""
    return re.sub(r" ([;:?!»])", "\N{NO-BREAK SPACE}\\1", text.replace("« ", "«\N{NO-BREAK SPACE}"))


def front_page(*, graphiql: bool) -> str:
    content = Template((FOLDER / "front.html").read_text(encoding="utf-8"))
    return framed("Synergies EFE", content.substitute(graphiql=GRAPHIQL if graphiql else ""))
