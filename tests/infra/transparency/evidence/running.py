"""`efe export` and `efe verify` in this process."""

from collections.abc import Callable
from pathlib import Path

from typer.testing import CliRunner, Result

from efe_infra.cli.app import app
from efe_infra.postgres.database import Database
from efe_infra.transparency.evidence.atomic_file import ExportRefused
from tests.infra.cli.process import environment

type Run = Callable[..., Result]


def invoke(database: Database, folder: Path, *words: str) -> Result:
    """The command in this process; `@` stands for the folder."""
    env = environment(folder, database)
    return CliRunner().invoke(app, [word.replace("@", f"{folder}/") for word in words], env=env)


def refused(done: Result) -> str:
    """The one line for which nothing is exported."""
    assert isinstance(done.exception, ExportRefused), done.output
    return str(done.exception)
