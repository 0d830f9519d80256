"""A copy of the source tree to which an addition is applied, and the commands that run in it."""

import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from efe_domain.catalogue import all_events
from efe_domain.event_schemas import dump_schema, event_schema
from tests.processes import output_of

ROOT: Final = Path(__file__).parents[2]
PARTS: Final = ("domain", "projections", "graphql", "infra", "tests", "pyproject.toml")

type Insertion = tuple[str, str]
"""A text of the file, and the text that replaces it. An empty text: the replacement is appended to the file."""
type Addition = Mapping[str, Sequence[Insertion]]
"""Insertions by the path of the file."""


class TreeCopy:
    """A copy of the tree in a folder, with its own packages.

    Compiled modules are copied too. They hold for a file with the time and size of the original.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        left_out = shutil.ignore_patterns("node_modules", ".*_cache", ".efe")
        for part in PARTS:
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(source, folder / part, ignore=left_out)
            else:
                shutil.copy(source, folder)

    def add(self, addition: Addition) -> None:
        """Raises `ValueError` if a file does not have a text that the addition replaces."""
        for name, insertions in addition.items():
            text = self.text(name)
            for old, new in insertions:
                if old not in text:
                    raise ValueError(f"{name} has no {old!r}")
                text = text.replace(old, new) if old else text + new
            (self._folder / name).write_text(text, encoding="utf-8")

    def text(self, name: str) -> str:
        return (self._folder / name).read_text(encoding="utf-8")

    def copy_file(self, source: str, target: str) -> str:
        shutil.copy(self._folder / source, self._folder / target)
        return target

    def keep_schema(self, topic: str, name: str) -> None:
        """Adds the schema of a topic that an addition replaces to the earlier schemas."""
        schemas = json.loads(self.text(name)) | {topic: event_schema(all_events()[topic])}
        (self._folder / name).write_text(dump_schema(schemas), encoding="utf-8")

    def generate(self) -> None:
        """Runs `efe schema`."""
        self.run("-c", "from efe_infra.startup import main; main()", "schema")

    def test(self, *files: str, affected: Sequence[str]) -> str:
        """Runs the tests of the files without parameters, and of the others the cases named after the affected."""
        plugins = ("-p", "no:cacheprovider", "-p", "tests.layout.affected_cases")
        return self.run("-m", "pytest", "-q", "-n", "0", *plugins, *files, AFFECTED_CASES=" ".join(affected))

    def run(self, *command: str, **variables: str) -> str:
        """Runs Python with the packages of the copy, and returns its output."""
        sources = [self._folder / part for part in ("domain", "projections", "graphql", "infra", ".")]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, sources)), **variables}
        environment |= {"PYTEST_DEBUG_TEMPROOT": str(self._folder)}
        environment.pop("PYTEST_XDIST_WORKER", None)
        environment.pop("PYTEST_ADDOPTS", None)
        return output_of([sys.executable, *command], cwd=self._folder, env=environment, timeout=1_100)
