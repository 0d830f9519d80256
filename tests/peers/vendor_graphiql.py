"""Fetches the files of GraphiQL again: `python -m tests.peers.vendor_graphiql`.

What differs from the hash that index.html gives is refused; to change a version, put the new hash there first.
"""

import base64
import hashlib
import re
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from efe_infra.http.graphql.endpoint import GRAPHIQL_FOLDER
from tests.peers.node import npm

FILES = {
    "react@18.2.0": ("umd/react.production.min.js",),
    "react-dom@18.2.0": ("umd/react-dom.production.min.js",),
    "graphiql@3.9.0": ("graphiql.min.js", "graphiql.min.css"),
}


def fetched(package: str, paths: tuple[str, ...]) -> dict[str, bytes]:
    """Contents by file name."""
    with TemporaryDirectory() as folder:
        npm("pack", package, "--silent", folder=Path(folder))
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as packed:
            return {Path(path).name: member(packed, f"package/{path}") for path in paths}


def member(packed: tarfile.TarFile, path: str) -> bytes:
    found = packed.extractfile(path)
    assert found, path
    return found.read()


def integrity(content: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def expected(index: str) -> dict[str, str]:
    """The hash of each file that the page names."""
    return dict(re.findall(r'"/graphiql/([^"]+)" integrity="([^"]+)"', index))


def main() -> None:
    files = {name: content for package, paths in FILES.items() for name, content in fetched(package, paths).items()}
    hashes = {name: integrity(content) for name, content in files.items()}
    if hashes != expected((GRAPHIQL_FOLDER / "index.html").read_text(encoding="utf-8")):
        sys.exit(f"index.html expects other hashes than {hashes}")
    for name, content in files.items():
        (GRAPHIQL_FOLDER / name).write_bytes(content)
        print(f"{name}: {len(content)} bytes")


if __name__ == "__main__":
    main()
