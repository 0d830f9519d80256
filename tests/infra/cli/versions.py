"""Two versions of the whole code, as two trees of sources: the one under test, and a later one made from it."""

import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import httpx

from efe_infra.read_model.tables.generation import GENERATION
from tests.infra.cli.process import EFE

ROOT = Path(__file__).parents[3]
ROOTS = ("domain", "projections", "graphql", "infra")


@dataclass(frozen=True)
class Version:
    """A tree of sources, in front of all others on the path of Python."""

    tree: Path
    env: Mapping[str, str]

    def efe(self, *words: str) -> subprocess.CompletedProcess[str]:
        env = self._env()
        return subprocess.run(
            [*EFE, *words], env=env, cwd=self.tree, capture_output=True, text=True, timeout=120, check=False
        )

    @contextmanager
    def serving(self, *options: str) -> Iterator["Server"]:
        with (
            TemporaryFile("w+") as log,
            subprocess.Popen(
                [*EFE, "serve", "--port", "0", "--no-seal", *options],
                env=self._env(),
                cwd=self.tree,
                stdout=subprocess.PIPE,
                stderr=log,  # a pipe that no one reads stops the server once it is full
                text=True,
            ) as process,
        ):
            assert process.stdout is not None
            url = process.stdout.readline().split(" : ")[1].strip()
            try:
                yield Server(process, url, log)
            finally:
                process.kill()

    def _env(self) -> dict[str, str]:
        return {**self.env, "PYTHONPATH": ":".join(str(self.tree / root) for root in ROOTS)}


@dataclass(frozen=True)
class Server:
    process: subprocess.Popen[str]
    url: str
    log: IO[str]

    def ready(self) -> dict[str, Any]:
        found: dict[str, Any] = httpx.get(self.url.replace("/graphql", "/health/ready"), timeout=60).json()
        return found

    def ask(self, query: str, token: str = "", **variables: object) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = httpx.post(self.url, json={"query": query, "variables": variables}, headers=headers, timeout=60)
        return answer.status_code, answer.json()

    def stopped(self) -> str:
        """Stops it in order, and returns its log."""
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=30)
        self.log.seek(0)
        return self.log.read()


def later(folder: Path) -> Path:
    """A generation higher; operators have moved to a table of another name, and sites have a column more.

    Compiled modules are copied too. They hold for a file with the time and size of the original.
    """
    for root in ROOTS:
        shutil.copytree(ROOT / root, folder / root, ignore=shutil.ignore_patterns("node_modules"))
    generation = folder / "infra/efe_infra/read_model/tables/generation.py"
    edit(generation, f"GENERATION: Final = {GENERATION}", f"GENERATION: Final = {GENERATION + 1}")
    rows = folder / "projections/efe_projections/operator/rows.py"
    edit(rows, 'table="operator",', 'table="operator_of_later",')
    edit(rows, "    commune: str\n", "    commune: str\n    later: bool = True\n")
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
