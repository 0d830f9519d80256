"""GraphiQL from files of our own: nothing of the page comes from, or goes to, another address."""

from pathlib import Path

from starlette.responses import HTMLResponse, Response

FOLDER = Path(__file__).parent / "graphiql"
ADDRESS = "/graphiql"
POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; font-src data:; img-src data:; "
    "style-src 'self' 'unsafe-inline'; "  # its dialogs write style elements
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def page() -> Response:
    return HTMLResponse(
        (FOLDER / "index.html").read_text(encoding="utf-8"),
        headers={"Content-Security-Policy": POLICY, "Vary": "Accept", "Cache-Control": "no-cache"},
    )
