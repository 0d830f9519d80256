"""Style sheets and scripts, at addresses that change with their content."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files as resources
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from efe_infra.console.web.compression import compressed

FOLDER: Final = Path(__file__).parents[1] / "static"
VERIFIER: Final = "verifier.mjs"
"""Module with the unchanged script of `verify.html`, which the scripts of pages import."""
MEDIA: Final = {".css": "text/css", ".mjs": "text/javascript", ".svg": "image/svg+xml"}
FOR_A_YEAR: Final = {"Cache-Control": "public, max-age=31536000, immutable"}


@cache
def files() -> Mapping[str, bytes]:
    contents = {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir()) if path.suffix in MEDIA}
    return contents | {VERIFIER: verifier()}


def bundled_verifier(name: str) -> bytes:
    """Returns a verifier as in every bundle: a file that the platform serves and does not load."""
    return (resources("efe_infra") / "transparency" / "evidence" / name).read_bytes()


def verifier() -> bytes:
    text = bundled_verifier("verify.html").decode()
    script = text.partition('<script id="verifier">')[2].partition("</script>")[0]
    return f"{script}export default verifier;\n".encode()


@cache
def digest() -> str:
    """Returns one digest of all files: scripts import each other by relative paths."""
    every = hashlib.sha256()
    for name, content in files().items():
        every.update(f"{name}\n{len(content)}\n".encode() + content)
    return every.hexdigest()[:16]


def address(name: str) -> str:
    """Returns the address of a file. Raises `KeyError` for an unknown one."""
    if name not in files():
        raise KeyError(name)
    return f"/assets/{digest()}/{name}"


async def asset(request: Request) -> Response:
    version, name = request.path_params["version"], request.path_params["name"]
    if version != digest() or name not in files():
        raise HTTPException(404)
    return compressed(request, Response(files()[name], media_type=MEDIA[Path(name).suffix], headers=FOR_A_YEAR))
