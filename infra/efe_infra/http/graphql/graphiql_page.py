"""GraphiQL from files of our own: nothing of the page comes from, or goes to, another address."""

from html import escape
from pathlib import Path

from starlette.responses import HTMLResponse, Response

FOLDER = Path(__file__).parent / "graphiql"
ADDRESS = "/graphiql"
POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; font-src data:; img-src data:; "
    "style-src 'self' 'unsafe-inline'; "  # its dialogs write style elements
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def page(notice: str = "") -> Response:
    """`notice` is a line that stands above it."""
    shown = f'<p id="notice" role="note">{escape(notice)}</p>' if notice else ""
    return HTMLResponse(
        (FOLDER / "index.html").read_text(encoding="utf-8").replace("<!-- notice -->", shown),
        headers={"Content-Security-Policy": POLICY, "Vary": "Accept", "Cache-Control": "no-cache"},
    )
