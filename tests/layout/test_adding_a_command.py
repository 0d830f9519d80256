"""To add a command, one file a layer is touched: shown by adding one to a copy of the tree."""

import os
import shutil
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.layout.added_command.addition import ADDITION, add_to
from tests.processes import output_of

ROOT: Final = Path(__file__).parents[2]
PARTS: Final = ("domain", "projections", "graphql", "infra", "tests", "pyproject.toml")
MOST: Final = 8
"""Files that are written by hand; those that `efe schema` generates are not counted."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    left_out = shutil.ignore_patterns("node_modules", "__pycache__", ".*_cache", ".efe")
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, tmp_path / part, ignore=left_out)
        else:
            shutil.copy(source, tmp_path)
    return tmp_path


def run_in(copy: Path, *command: str) -> str:
    """What it prints. The packages are those of the copy."""
    sources = [copy / "domain", copy / "projections", copy / "graphql", copy / "infra", copy]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, sources))}
    environment.pop("PYTEST_XDIST_WORKER", None)
    environment.pop("PYTEST_ADDOPTS", None)
    return output_of([sys.executable, *command], cwd=copy, env=environment, timeout=300)


def test_a_command_is_added_in_eight_files(copy: Path) -> None:
    """It is then in the schema, done, projected, read, refused in every language, and in the audit trail."""
    add_to(copy)

    run_in(copy, "-c", "from efe_infra.startup import main; main()", "schema")
    used = (copy / "tests/layout/added_command/used.py").rename(copy / "tests/api/test_added_command.py")
    run_in(copy, "-m", "pytest", "-q", "-n", "0", str(used), "tests/layout/test_translations.py")

    schema = (copy / "graphql/schema.graphql").read_text(encoding="utf-8")
    assert "chooseMotto(" in schema
    assert "motto: String" in schema
    assert "pole.motto-chosen.v1" in (copy / "domain/EVENTS.md").read_text(encoding="utf-8")
    assert len(ADDITION) <= MOST
