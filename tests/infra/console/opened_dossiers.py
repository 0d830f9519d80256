"""Evaluation files in tests: as an adversary forges them, and as a verifier compares them."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from efe_infra.composition import watching
from efe_infra.papers.checking.again import SecondIssue
from efe_infra.papers.checking.viewpoints import StatedViewers
from efe_infra.papers.command import answered
from efe_infra.papers.compiling.compile import compile_paper
from efe_infra.papers.declaration.enclosed import EnclosedFile, enclosed_in, sums_text
from efe_infra.papers.dossier.comparison import compare
from efe_infra.papers.dossier.opened import OpenedDossier
from efe_infra.papers.frame import enclosed_lines
from efe_infra.transparency.evidence.verify import Fault, input_hash, verify_paper
from efe_infra.web_application import application
from tests.api.given import Api
from tests.infra.console.in_threads import in_a_thread

REPORT, SUMS = "rapport.pdf", "SHA256SUMS"


@dataclass
class Files:
    """Files of an evaluation file, which an adversary changes."""

    by_name: dict[str, bytes]

    @classmethod
    def of(cls, content: bytes) -> "Files":
        with ZipFile(BytesIO(content)) as archive:
            return cls({each: archive.read(each) for each in archive.namelist()})

    def copy(self) -> "Files":
        return Files(dict(self.by_name))

    def zipped(self) -> bytes:
        stream = BytesIO()
        with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
            for name, each in self.by_name.items():
                archive.writestr(name, each)
        return stream.getvalue()

    def evidence(self, key: str, name: str = REPORT) -> dict[str, Any]:
        return dict(verify_paper(self.by_name[name], key).content)

    def with_sums(self) -> "Files":
        """Writes the list anew, as a person with a text editor can."""
        enclosed = [
            EnclosedFile(name, sha256(each).hexdigest())
            for name, each in self.by_name.items()
            if name not in {REPORT, SUMS}
        ]
        self.by_name[SUMS] = sums_text(enclosed)
        return self

    def vouched(self, key: str, change: Callable[[dict[str, Any]], None] = lambda _: None) -> "Files":
        """Compiles the report anew, to vouch for the files as they are now, with the platform's tools."""
        self.with_sums()
        content = json.loads(json.dumps(self.evidence(key)))
        pairs = [each.split("  ") for each in self.by_name[SUMS].decode().splitlines()]
        old = [*enclosed_lines(enclosed_in(content))]
        content["enclosed"] = [{"name": name, "sha256": digest} for digest, name in pairs]
        content["frame"]["proof"][: len(old)] = [str(each) for each in enclosed_lines(enclosed_in(content))]
        change(content)
        content["input_sha256"] = input_hash(content["input"])
        self.by_name[REPORT] = compile_paper(
            "act.typ", json.dumps(content, ensure_ascii=False).encode(), content["timestamp"]
        )
        return self


@contextmanager
def opened(content: bytes, key: str, folder: Path) -> Iterator[OpenedDossier]:
    """Checks a file offline. Raises `Fault`."""
    with ZipFile(BytesIO(content)) as archive:
        yield OpenedDossier.of(archive, folder, key)


def code_of(content: bytes, key: str, folder: Path) -> str:
    """The code with which a file is refused offline; empty if all holds but the values."""
    try:
        with opened(content, key, folder):
            return ""
    except Fault as fault:
        return fault.code


def faults_beside_the_register(
    platform: Api, contents: Mapping[str, bytes], key: str, folder: Path
) -> dict[str, str]:
    """The refusal of each file by the register; empty if it gives all of it."""
    stated, found = StatedViewers(), dict[str, str]()
    with watching(platform.installation) as watch:
        app = application(platform.installation, watch, resolver=stated.on)
        issue = SecondIssue(app, stated)

        async def compare_all() -> None:
            for name, content in contents.items():
                try:
                    with opened(content, key, folder) as dossier:
                        await compare(dossier, issue)
                    found[name] = ""
                except Fault as fault:
                    found[name] = f"{fault.code} {fault.where}"

        in_a_thread(answered, app, compare_all)
    return found
