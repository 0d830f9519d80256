"""A manifest that says something else."""

import json
from pathlib import Path
from typing import Any

from efe_infra.backup.manifest import MANIFEST


def manifest_of(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    return told


def told(folder: Path, **changes: object) -> None:
    (folder / MANIFEST).write_text(json.dumps({**manifest_of(folder), **changes}))


def told_of(folder: Path, name: str, **changes: object) -> None:
    """Changes what the manifest says of one table."""
    tables = manifest_of(folder)["tables"]
    told(folder, tables=[{**each, **changes} if each["name"] == name else each for each in tables])
