"""Gate against the last release: the GraphQL contract, the addresses beside it, and stored events."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from graphql import DirectiveNode, StringValueNode, Visitor, parse, visit

import efe_domain.catalogue  # noqa: F401 - every topic that is replaced is known once it is imported
from efe_domain.event_schemas import topic_schema
from efe_domain.shared.codec import UPCASTERS
from tests.contract.openapi import broken_addresses
from tests.contract.release import NoRelease, Release, last_release
from tests.contract.stored import Schemas, broken_bytes, broken_events
from tests.peers.node import installed, node

SCHEMA = "graphql/schema.graphql"
OPENAPI = "infra/openapi.json"
EVENTS = "domain/events.schema.json"
EVENTS_BEFORE = "domain/schemas"
"""Where releases before 0.5.0 have a schema for each topic."""
LINES = "tests/domain/stored_events.jsonl"
FOLDED = (
    "domain/efe_domain",
    "projections/efe_projections",
    *(f"infra/efe_infra/read_model/folding/{name}.py" for name in ("fold", "table_fold")),
    *(f"infra/efe_infra/read_model/tables/{name}.py" for name in ("definition", "values")),
)
"""What the read tables are derived from, except what is `DECIDING`."""
DECIDING = (
    "domain/efe_domain/commands",
    "domain/efe_domain/guards",
    "domain/efe_domain/platform.py",
    "domain/efe_domain/shared/ledger.py",
)
"""No fold imports it."""
GENERATION = "infra/efe_infra/read_model/tables/generation.py"
GENERATION_UNTIL_0_4 = "infra/efe_infra/read_model/generation.py"
"""Path of the same number in releases up to 0.4."""
DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass
class Verdict:
    """`compared` says with what. Nothing may be broken; what is dangerous is shown."""

    compared: str
    broken: list[str] = field(default_factory=list)
    dangerous: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        broken = [f"  broken     {each}" for each in self.broken]
        dangerous = [f"  dangerous  {each}" for each in self.dangerous]
        return "\n".join([f"Contract: {self.compared}.", *broken, *dangerous])


def judged(root: Path, today: date) -> Verdict:
    """The working copy at `root`, against its last release."""
    undated = [f"schema: {each}" for each in undated_deprecations((root / SCHEMA).read_text("utf-8"))]
    try:
        release = last_release(root)
    except NoRelease as reason:
        return Verdict(f"nothing released to compare with ({reason})", undated)
    verdict = Verdict(f"compared with {release.tag}", undated)
    compare_schema(release, today, verdict)
    compare_addresses(release, verdict)
    compare_events(release, verdict)
    compare_generation(release, verdict)
    return verdict


def compare_schema(release: Release, today: date, verdict: Verdict) -> None:
    released = release.text(SCHEMA)
    if released == (release.root / SCHEMA).read_text("utf-8"):
        return
    with TemporaryDirectory() as folder:
        was = Path(folder) / "release.graphql"
        was.write_text(released, "utf-8")
        script = Path(__file__).with_name("schema_diff.mjs").read_text("utf-8")
        files = was, release.root.resolve() / SCHEMA
        done = node("--input-type=module", "-", *files, today.isoformat(), folder=installed(), script=script)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found = json.loads(done.stdout)
    verdict.broken += [f"schema: {each}" for each in found["breaking"]]
    verdict.dangerous += [f"schema: {each}" for each in found["dangerous"]]


def compare_addresses(release: Release, verdict: Verdict) -> None:
    """A release that has no such document promised none of it."""
    now = json.loads((release.root / OPENAPI).read_text("utf-8"))
    for released in release.texts_at(OPENAPI):
        verdict.broken += [f"addresses: {each}" for each in broken_addresses(json.loads(released), now)]


def compare_events(release: Release, verdict: Verdict) -> None:
    documents = release.texts_at(EVENTS)
    was = by_topic(documents[0]) if documents else by_file(release.texts(EVENTS_BEFORE))
    verdict.broken += broken_events(was, by_topic((release.root / EVENTS).read_text("utf-8")), UPCASTERS)
    verdict.broken += broken_bytes(release.text(LINES), (release.root / LINES).read_text("utf-8"))


def compare_generation(release: Release, verdict: Verdict) -> None:
    """Which of two releases may rebuild the read tables is told by this number alone."""
    was = generation([*release.texts_at(GENERATION), *release.texts_at(GENERATION_UNTIL_0_4)])
    now = generation([(release.root / GENERATION).read_text("utf-8")])
    if now < was or (now == was and release.differs(*FOLDED, *(f":(exclude){each}" for each in DECIDING))):
        verdict.broken.append(f"read tables: they may differ, and GENERATION is {now} after {was}")


def generation(texts: Sequence[str]) -> int:
    """0 where there was none."""
    return max(
        (int(found[1]) for text in texts if (found := re.search(r"^GENERATION\b.*= (\d+)$", text, re.MULTILINE))),
        default=0,
    )


def by_topic(text: str) -> Schemas:
    """The schemas of the topics, whose definitions have a version at the end."""
    document = json.loads(text)
    topics = [name for name in document["$defs"] if re.fullmatch(r"[a-z][a-z.-]*\.v\d+", name)]
    return {topic: topic_schema(document, topic) for topic in topics}


def by_file(files: dict[str, str]) -> Schemas:
    schemas = (json.loads(text) for text in files.values())
    return {schema["$id"]: schema for schema in schemas}


def undated_deprecations(sdl: str) -> list[str]:
    """The deprecations whose reason does not say, by an ISO date, from when on the thing may be gone."""
    found: list[str] = []

    class Deprecations(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: object) -> None:
            reasons = [
                given.value.value for given in node.arguments or () if isinstance(given.value, StringValueNode)
            ]
            if node.name.value == "deprecated" and not DAY.search(" ".join(reasons)):
                line = node.loc.start_token.line if node.loc else 0
                found.append(f"line {line}: a deprecation without a date: {reasons}")

    visit(parse(sdl), Deprecations())
    return found
