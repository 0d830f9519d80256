"""Adversary with the platform's tools, who changes a paper and compiles it again."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from efe_domain.shared.messages import Language
from efe_infra.console.language.translatable import Locale
from efe_infra.console.register.ids import key_of
from efe_infra.papers.compiling.compile import compile_paper
from efe_infra.papers.declaration.enclosed import enclosed_in
from efe_infra.papers.declaration.reader import ReadMoment
from efe_infra.papers.frame import PROOF_PAGE, printed_frame
from efe_infra.papers.proof.evidence import Acts
from efe_infra.transparency.evidence.verify import input_hash, paper_evidence
from tests.api.given import Api, a_pole, composed
from tests.api.replays import ledger_key
from tests.infra.cli.here import efe
from tests.infra.cli.process import environment
from tests.infra.console.printed_papers import printed
from tests.infra.console.signing_in import LIEGE


def compiled(content: dict[str, Any]) -> bytes:
    content["input_sha256"] = input_hash(content["input"])
    return compile_paper("act.typ", json.dumps(content, ensure_ascii=False).encode(), content["timestamp"])


class Desk:
    """Command line of an installation, its coordinator of Liège, and a seat in a pôle of its own."""

    def __init__(self, platform: Api, folder: Path) -> None:
        self.platform, self.folder, self.liege = platform, folder, platform.client(LIEGE)
        self.env = environment(platform.installation.settings.home, platform.installation.database)
        self.key = ledger_key(platform.installation.database)
        self.pole = a_pole(self.liege, f"Pôle {uuid4().hex}")
        self.member = composed(self.liege, self.pole)[0]

    def paper(self) -> bytes:
        self.platform.installation.sealer.run()
        self.platform.catch_up()
        path = f"/actes/seat/{key_of(self.pole)}.{key_of(self.member)}.pdf"
        return printed(self.platform, path, LIEGE, "fr")

    def person(self) -> str:
        """Returns the person who represents the member."""
        seats = "dossier { memberships { operator { id } representative { id } } }"
        found = self.liege.ask(f"query ($id: ID!) {{ pole(id: $id) {{ {seats} }} }}", id=self.pole)["pole"]["dossier"]
        person: str = next(
            each["representative"]["id"] for each in found["memberships"] if each["operator"]["id"] == self.member
        )
        return person

    def bundle(self) -> Path:
        self.platform.installation.sealer.run()
        path = self.folder / f"{uuid4().hex}.zip"
        done = efe("export", "--bassin", "liege", "-o", str(path), env=self.env)
        assert done.returncode == 0, done.stderr
        return path

    def verdict(self, pdf: bytes, *options: str) -> tuple[int, str]:
        """Returns the exit status, and what was said."""
        path = self.folder / f"{uuid4().hex}.pdf"
        path.write_bytes(pdf)
        done = efe("verify", str(path), "--key", self.key, *options, env=self.env)
        return done.returncode, done.stdout + done.stderr


def forged(pdf: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """Returns the paper after a change, with the footer and the box that its proof then gives, compiled again."""
    content = json.loads(paper_evidence(pdf))
    change(content)
    acts = Acts(tuple(content["proofs"]), tuple(content["unsealed"]), note=content["checkpoint"])
    moment = ReadMoment(content["position"], datetime.fromtimestamp(content["timestamp"], UTC), content["checkpoint"])
    origin = content["frame"]["address"].partition(PROOF_PAGE)[0]
    locale, enclosed = Locale(Language.FRENCH), enclosed_in(content)
    content["frame"] = printed_frame(content["input"], moment, acts, origin, locale, enclosed)
    return compiled(content)


def with_representative(name: str) -> Callable[[dict[str, Any]], None]:
    """Returns a change that names another representative."""

    def change(content: dict[str, Any]) -> None:
        [rows] = [each["rows"] for each in content["input"]["blocks"] if each["type"] == "rows"]
        next(row for row in rows if row[0] == "Représentant")[1] = name

    return change
