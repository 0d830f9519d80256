"""verify.html in Node: its very text, once over many cases."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from efe_infra.transparency import evidence
from tests.infra.transparency.evidence.synthetic import BEGAN, KEY, Files
from tests.peers.node import node

PAGE = Path(evidence.__file__).with_name("verify.html")
TABLE = "table.json"
RUNNER = Path(__file__).with_name("run_page.mjs")


@dataclass(frozen=True)
class Given:
    """Files and keys that an auditor gives to the page."""

    archives: tuple[bytes, ...] = field(repr=False)
    keys: tuple[str, ...] = (KEY.vkey,)
    since: tuple[bytes, ...] = field(default=(), repr=False)
    witnesses: tuple[str, ...] = ()
    max_age: str = ""
    now: int = BEGAN


@dataclass(frozen=True)
class Answer:
    """`code` is None when all is verified; MISUSED and CRASHED are no codes of a fault."""

    code: str | None
    message: str = ""
    where: str = ""
    report: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentences(self) -> str:
        return "\n".join(sentence for section in self.report["sections"] for sentence in section["sentences"])


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name.endswith(".bin") else None)
    return target.getvalue()


def of_files(files: Files, **given: Any) -> Given:
    return Given((zipped(files),), **given)


def answers(cases: Iterable[Given], folder: Path) -> list[Answer]:
    """In the order of the cases. Node runs once."""
    write_cases(cases, folder)
    done = node(RUNNER, PAGE, TABLE, folder=folder)
    assert done.returncode == 0, done.stderr
    return [Answer(**answer) for answer in json.loads(done.stdout)]


def write_cases(cases: Iterable[Given], folder: Path) -> None:
    """Writes a table that names a file for each archive and each kept checkpoint."""
    numbers = count()

    def written(data: bytes, suffix: str) -> str:
        path = folder / f"{next(numbers)}{suffix}"
        path.write_bytes(data)
        return path.name

    table = [
        {
            "bundles": [written(data, ".zip") for data in case.archives],
            "keys": case.keys,
            "since": [written(data, ".note") for data in case.since],
            "witnesses": case.witnesses,
            "maxAge": case.max_age,
            "now": case.now,
        }
        for case in cases
    ]
    (folder / TABLE).write_text(json.dumps(table))
