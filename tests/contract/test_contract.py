"""The gate of the contract, on scratch repositories that begin as this one is and have a release."""

import json
import shutil
from collections.abc import Callable, Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import grimp
import pytest

from efe_infra.read_model.tables.generation import GENERATION as RELEASED
from tests.contract.gate import DECIDING, EVENTS, FOLDED, GENERATION, LINES, OPENAPI, SCHEMA, judged
from tests.contract.release import git
from tests.contract.stored import broken_events

ROOT = Path(__file__).parents[2]
TODAY = date(2027, 6, 30)
WORDS = '  """Le jour où la table des règles a été comparée à ses sources."""\n'
FIELD = "  lawVersion: String!\n"
WHOLE = WORDS + FIELD
DOOMED = '@deprecated(reason: "Jusqu\'au 2027-06-30 ; lire `rules`.")'

GOING = {
    "type Meta {\n": f"type Motto {{\n  text: String\n}}\n\ntype Meta {{\n  motto: Motto {DOOMED}\n",
    "  lookAlikes(\n": f"  lookAlikes(\n    within: Int {DOOMED}\n",
    "input AxisInput {\n": f"input AxisInput {{\n  motto: String {DOOMED}\n",
    "enum AxisKind {\n": f"enum AxisKind {{\n  GRAPPE {DOOMED}\n",
}
"""What the schema has now, and what a release had there that was to go: a field with its type, an argument, an input
field, a value."""

AUTHOR = "-c", "user.name=a", "-c", "user.email=a@a.example"

type Scratch = Callable[..., Path]


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    """A working copy whose every file is as released; its schema may be edited before that."""

    def made(*edits: tuple[str, str]) -> Path:
        for each in (SCHEMA, EVENTS, LINES, GENERATION, OPENAPI):
            (tmp_path / each).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / each, tmp_path / each)
        for old, new in edits:
            edit(tmp_path / SCHEMA, old, new)
        git(tmp_path, "init", "--quiet")
        git(tmp_path, "add", ".")
        git(tmp_path, *AUTHOR, "commit", "--quiet", "-m", "First")
        git(tmp_path, "tag", "v0.1.0")
        return tmp_path

    return made


def edit(path: Path, old: str, new: str, within: str = "") -> None:
    """Replaces the first place, after the definition `within` begins."""
    text = path.read_text("utf-8")
    before, begin, after = text.partition(f'"{within}": {{\n') if within else ("", "", text)
    assert old in after
    path.write_text(before + begin + after.replace(old, new, 1), "utf-8")


def test_what_is_as_released_breaks_nothing(scratch: Scratch) -> None:
    verdict = judged(scratch(), TODAY)

    assert str(verdict) == "Contract: compared with v0.1.0."


class Break(NamedTuple):
    """A file, or a definition of it, an edit there, and what the verdict says of it."""

    path: str
    old: str
    new: str
    broken: str


def excludes(one: Break, other: Break) -> bool:
    """Tells whether the two edits replace the same text."""
    return one.path == other.path and (one.old in other.old or other.old in one.old)


def rounds(breaks: Sequence[Break]) -> list[list[Break]]:
    """Breaks that can be made together: a comparison takes two seconds."""
    found: list[list[Break]] = []
    for each in breaks:
        place = next((some for some in found if not any(excludes(each, other) for other in some)), None)
        if place is None:
            found.append(place := [])
        place.append(each)
    return found


BREAKS = [
    Break(SCHEMA, WHOLE, "", "schema: Field 'lawVersion' was removed from object type 'Meta'"),
    Break(SCHEMA, FIELD, "  lawVersion: String\n", "schema: Field 'Meta.lawVersion' changed type"),
    Break(
        SCHEMA,
        "  commandId: UUID\n",
        "  commandId: UUID!\n",
        "schema: Input field 'AbandonProjectInput.commandId'",
    ),
    Break(SCHEMA, "input AxisInput", "input AxisInput @oneOf", "schema: Directive 'oneOf' was added"),
    Break(SCHEMA, FIELD, f"{FIELD}  new: Int @deprecated\n", "a deprecation without a date"),
    Break(
        f"{EVENTS}#pole.dissolved.v1",
        '"reason": {',
        '"motive": {',
        "pole.dissolved.v1.reason: the field is gone",
    ),
    Break(
        f"{EVENTS}#Axis",
        '"label": {',
        '"words": {',
        "pole.created.v1.axis.label: the field is gone",
    ),
    Break(
        f"{EVENTS}#AxisKind",
        '"filiere",',
        "",
        "pole.created.v1.axis.kind: the value 'filiere' is gone",
    ),
    Break(f"{EVENTS}#pole.created.v1", '"format": "date"', '"format": "time"', "effective_on: it was {"),
    Break(f"{EVENTS}#pole.created.v1", '"name",', '"name", "words",', ".words: the field is new and required"),
    Break(f"{EVENTS}#pole.created.v1", '"name",', "", "pole.created.v1.name: the field may be missing now"),
    Break(OPENAPI, '"/documents/{sha256}"', '"/documents/{digest}"', "addresses: /documents/{sha256} is gone"),
    Break(LINES, "Mission", "Tâche", "pole.dissolved.v1: a stored line is not there any more as it was"),
]


@pytest.mark.parametrize("breaks", rounds(BREAKS), ids=lambda breaks: breaks[0].broken)
def test_what_breaks_the_release_is_named(scratch: Scratch, breaks: Sequence[Break]) -> None:
    root = scratch()
    for path, old, new, _ in breaks:
        file, _, within = path.partition("#")
        edit(root / file, old, new, within)

    verdict = judged(root, TODAY)

    assert [each for each in breaks if not any(each.broken in found for found in verdict.broken)] == [], str(verdict)


def test_a_topic_that_is_gone_is_named_unless_another_reads_it(scratch: Scratch) -> None:
    root = scratch()
    document = json.loads((root / EVENTS).read_text("utf-8"))
    del document["$defs"]["pole.created.v1"]
    (root / EVENTS).write_text(json.dumps(document), "utf-8")

    verdict = judged(root, TODAY)

    assert verdict.broken == ["pole.created.v1: the topic is gone, and nothing reads it as another"]
    assert list(broken_events({"pole.created.v1": {}}, {}, {"pole.created.v1"})) == []


def test_what_is_added_breaks_nothing(scratch: Scratch) -> None:
    root = scratch()
    edit(root / SCHEMA, FIELD, f"{FIELD}  motto: String\n")
    edit(root / EVENTS, '"filiere",', '"filiere", "grappe",', "AxisKind")
    with (root / LINES).open("a", encoding="utf-8") as lines:
        lines.write('{"topic": "pole.merged.v1", "state": "{}"}\n')

    verdict = judged(root, TODAY)

    assert (verdict.broken, verdict.dangerous) == ([], [])


def test_a_stored_event_may_be_read_as_a_later_one(scratch: Scratch) -> None:
    root = scratch()
    edit(root / LINES, '{"topic": "pole.dissolved.v1", ', '{"topic": "pole.dissolved.v1", "read_as": "{}", ')

    assert judged(root, TODAY).broken == []


def test_a_release_before_the_addresses_had_a_document_promised_none(scratch: Scratch) -> None:
    root = scratch()
    git(root, "rm", "--quiet", "--cached", OPENAPI)
    git(root, *AUTHOR, "commit", "--quiet", "--amend", "--message", "First")
    git(root, "tag", "--force", "v0.1.0")
    (root / OPENAPI).write_text('{"paths": {}}', "utf-8")

    assert judged(root, TODAY).broken == []


def test_what_may_surprise_a_client_is_shown(scratch: Scratch) -> None:
    root = scratch()
    edit(root / SCHEMA, "first: Int! = 20", "first: Int! = 10")

    verdict = judged(root, TODAY)

    assert verdict.broken == []
    assert "dangerous  schema: Default value for argument 'first'" in str(verdict)


def test_what_was_deprecated_may_go_from_its_day_on(scratch: Scratch) -> None:
    root = scratch(*GOING.items())
    for present, released in GOING.items():
        edit(root / SCHEMA, released, present)

    before, since = judged(root, date(2027, 6, 29)), judged(root, date(2027, 6, 30))

    assert len(before.broken) == len(GOING) + 1
    assert since.broken == []


def test_what_no_release_deprecated_may_not_go(scratch: Scratch) -> None:
    root = scratch()
    edit(root / SCHEMA, WHOLE, "")

    verdict = judged(root, date(2099, 1, 1))

    assert len(verdict.broken) == 1


@pytest.mark.parametrize("clone", [True, False])
def test_without_a_release_there_is_nothing_to_break_and_it_says_so(scratch: Scratch, clone: bool) -> None:
    root = scratch()
    git(root, "tag", "--delete", "v0.1.0")
    if not clone:
        shutil.rmtree(root / ".git")

    verdict = judged(root, TODAY)

    assert verdict.broken == []
    assert str(verdict).startswith("Contract: nothing released to compare with (")


def test_a_release_is_known_by_its_commit_where_the_tags_were_not_fetched(scratch: Scratch) -> None:
    root = scratch()
    git(root, "tag", "--delete", "v0.1.0")
    git(root, *AUTHOR, "commit", "--quiet", "--amend", "--message", "Release v0.1.0")
    edit(root / SCHEMA, WHOLE, "")

    verdict = judged(root, TODAY)

    assert len(verdict.broken) == 1


def test_the_repository_around_a_copy_is_not_its_own(scratch: Scratch) -> None:
    around = scratch()
    shutil.copytree(around / "graphql", around / "copy" / "graphql")

    verdict = judged(around / "copy", TODAY)

    assert "is not the top of a git repository" in str(verdict)


@pytest.mark.parametrize(
    ("more", "changed", "is_broken"),
    [
        (0, f"{FOLDED[0]}/fold.py", True),
        (1, f"{FOLDED[0]}/fold.py", False),
        (-1, None, True),
        (0, None, False),
        (0, f"{DECIDING[0]}/handler.py", False),
    ],
)
def test_tables_that_may_differ_are_of_a_higher_generation(
    scratch: Scratch, more: int, changed: str | None, is_broken: bool
) -> None:
    root = scratch()
    edit(root / GENERATION, f"GENERATION: Final = {RELEASED}", f"GENERATION: Final = {RELEASED + more}")
    if changed:
        (root / changed).parent.mkdir(parents=True)
        (root / changed).write_text("EVOLVED = 1\n", "utf-8")
        git(root, "add", changed)

    assert judged(root, TODAY).broken == (
        [f"read tables: they may differ, and GENERATION is {RELEASED + more} after {RELEASED}"] if is_broken else []
    )


@pytest.mark.parametrize(
    ("text", "is_broken"),
    [
        ('"""Folds events."""\n\nLAST = 1  # one\n', False),
        ('"""Folds."""\n\nLAST = 2\n', True),
        ('"""Folds."""\n\nLAST = "one"\n', True),
        ("", True),
        (None, True),
    ],
)
def test_words_of_a_fold_alone_change_no_table(scratch: Scratch, text: str | None, is_broken: bool) -> None:
    root = scratch()
    fold = root / FOLDED[0] / "fold.py"
    fold.parent.mkdir(parents=True)
    fold.write_text('"""Folds."""\n\nLAST = 1\n', "utf-8")
    git(root, "add", ".")
    git(root, *AUTHOR, "commit", "--quiet", "-m", "A fold")
    git(root, "tag", "--force", "v0.1.0")

    fold.unlink() if text is None else fold.write_text(text, "utf-8")

    assert bool(judged(root, TODAY).broken) is is_broken


def test_whatever_a_fold_imports_is_compared() -> None:
    """And nothing of what is left out: what decides may change without a rebuild of each installation."""
    graph = grimp.build_graph("efe_domain", "efe_projections", "efe_infra")
    files = {
        module: str(Path(spec.origin).relative_to(ROOT))
        for module in graph.modules
        if (spec := find_spec(module)) and spec.origin
    }
    folds = {module for module, path in files.items() if path.startswith(FOLDED[1:])}

    imported = {files[each] for module in folds for each in (module, *graph.find_upstream_modules(module))}

    assert len(imported) > 100
    assert {path for path in imported if not path.startswith(FOLDED)} == set()
    assert {path for path in imported if path.startswith(DECIDING)} == set()
