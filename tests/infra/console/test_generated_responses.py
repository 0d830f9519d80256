"""Response classes of the console follow from its GraphQL documents and the schema."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from graphql import build_schema

from efe_infra.cli.console_responses import DocumentError, response_files
from efe_infra.console.register.documents import Definition, definitions_in

SCHEMA = """
    scalar Date
    scalar Position
    enum Kind { GOOD BAD }
    interface Node { id: ID! }
    type Rule { key: String! }
    type Pole implements Node {
        id: ID!, name: String!, kind: Kind!, ends: Date, notes: [String!]!, rule: Rule, projects: ProjectConnection!
    }
    type Project implements Node { id: ID!, title: String!, pole: Pole, lead: Pole }
    type ProjectEdge { node: Project! }
    type PageInfo { hasNextPage: Boolean!, endCursor: String }
    type ProjectConnection { totalCount: Int!, pageInfo: PageInfo!, edges: [ProjectEdge!]! }
    type Meta { position: Position! }
    type Query { meta: Meta!, pole(id: ID!): Pole, node(id: ID!): Node, projects: ProjectConnection! }
"""
FRAMES = """\
fragment Frame on Query {
  meta {
    position
  }
}
"""


def generated(folder: Path, **documents: str) -> Mapping[str, str]:
    definitions: list[Definition] = []
    for name, text in documents.items():
        path = folder / "console" / name / "page.graphql"
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text, encoding="utf-8")
        definitions += definitions_in(path)
    files = response_files(build_schema(SCHEMA), definitions)
    return {path.split("/")[-2]: text for path, text in files.items()}


def classes(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    exec(text, found)
    return found


def test_a_field_has_the_type_of_the_schema(tmp_path: Path) -> None:
    text = generated(tmp_path, pole="query Pole { pole(id: 1) { id kind ends notes rule { key } } }\n")["pole"]

    assert (
        "class PoleRule(Response):\n    key: str\n\n\n"
        "class Pole(Response):\n    id: str\n    kind: str\n    ends: date | None\n    notes: tuple[str, ...]\n"
        "    rule: PoleRule | None\n\n\n"
        "class PoleResponse(Response):\n    pole: Pole | None\n\n\n"
        'POLE: Final = Document("pole", PoleResponse)\n'
    ) in text
    assert text.startswith(
        '"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""'
    )


def test_a_generated_class_reads_an_answer(tmp_path: Path) -> None:
    text = "query Poles { pole(id: 1) { id ends rule { key } } projects { edges { node { title } } } }\n"
    response: Any = classes(generated(tmp_path, pole=text)["pole"])["PolesResponse"]
    answer = b"""{
        "pole": {"id": "Pole:1", "ends": "2026-01-31", "rule": null},
        "projects": {"edges": [{"node": {"title": "t"}}]}
    }"""

    found = msgspec.json.decode(answer, type=response)
    assert (found.pole.id, found.pole.ends.isoformat(), found.pole.rule) == ("Pole:1", "2026-01-31", None)
    assert [each.title for each in found.projects.nodes] == ["t"]
    with pytest.raises(AttributeError):
        found.pole = None


def test_what_a_document_may_leave_out_has_a_default(tmp_path: Path) -> None:
    text = "query Pole($on: Boolean!) { pole(id: 1) { id rule @include(if: $on) { key } name @skip(if: $on) } }\n"

    assert "    rule: PoleRule | None = None\n    name: str | None = None\n" in generated(tmp_path, pole=text)["pole"]


def test_fields_of_some_types_alone_may_be_absent(tmp_path: Path) -> None:
    text = "query Thing { node(id: 1) { __typename ... on Pole { name } ... on Project { title } } }\n"

    assert (
        'class ThingNode(Response):\n    typename: str = msgspec.field(name="__typename")\n'
        "    name: str | None = None\n    title: str | None = None\n"
    ) in generated(tmp_path, thing=text)["thing"]


def test_a_class_inherits_from_that_of_a_fragment_of_another_feature(tmp_path: Path) -> None:
    found = generated(tmp_path, web=FRAMES, pole="query Pole { ...Frame pole(id: 1) { name } }\n")

    assert "class Frame(Response):\n    meta: FrameMeta\n" in found["web"]
    assert "from efe_infra.console.web.generated import Frame\n" in found["pole"]
    assert "class PoleResponse(Frame):\n    pole: Pole | None\n" in found["pole"]


def test_two_fragments_of_a_feature_become_one_class(tmp_path: Path) -> None:
    own = "\nfragment One on Query { pole(id: 1) { name } }\n"
    found = generated(tmp_path, web=FRAMES + own, pole="query Both { ...Frame ...One }\n")

    assert "class FrameAndOne(Frame):\n    pole: OnePole | None\n" in found["web"]
    assert "class BothResponse(FrameAndOne):\n    pass\n" in found["pole"]


@pytest.mark.parametrize(
    ("selection", "annotation"),
    [
        ("edges { node { title } }", "Edges[ListProject]"),
        ("totalCount pageInfo { hasNextPage endCursor } edges { node { title } }", "Connection[ListProject]"),
        ("totalCount pageInfo { hasNextPage } edges { node { title } }", "ListProjectConnection"),
        ("totalCount edges { node { title } }", "ListProjectConnection"),
        ("totalCount", "ListProjectConnection"),
    ],
)
def test_a_list_by_pages_has_a_class_of_its_own_where_it_needs_one(
    tmp_path: Path, selection: str, annotation: str
) -> None:
    text = generated(tmp_path, list=f"query List {{ projects {{ {selection} }} }}\n")["list"]

    assert f"    projects: {annotation}\n" in text


def test_two_selections_of_one_type_have_names_of_their_own(tmp_path: Path) -> None:
    text = "query Some { projects { edges { node { pole { id } lead { name } } } } }\n"

    found = generated(tmp_path, some=text)["some"]
    assert "    pole: SomePole | None\n    lead: SomePoleOfLead | None\n" in found


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("query Pole {\n  pole(id: 1) {\n    absent\n  }\n}\n", "line 3: Pole.absent is not in the schema"),
        ("query Pole {\n  absent\n}\n", "line 2: Query.absent is not in the schema"),
        ("query Pole {\n  ...Absent\n}\n", "line 2: fragment Absent is not defined"),
        ("fragment Own on Absent {\n  id\n}\n", "line 1: type Absent is not in the schema"),
        ("query Pole {\n  meta {\n    position\n  }\n  ...Frame\n}\n", "line 5: meta is selected in a fragment too"),
    ],
)
def test_an_error_names_the_document_and_the_line(tmp_path: Path, text: str, error: str) -> None:
    before = "query First {\n  meta {\n    position\n  }\n}\n\n"
    with pytest.raises(DocumentError) as caught:
        generated(tmp_path, web=FRAMES, pole=text)
    with pytest.raises(DocumentError) as later:
        generated(tmp_path, web=FRAMES, pole=before + text)

    assert str(caught.value) == f"pole/page.graphql, {error}"
    line, rest = int(error.split(":", maxsplit=1)[0].removeprefix("line ")), error.partition(":")[2]
    assert str(later.value) == f"pole/page.graphql, line {line + 6}:{rest}"


def test_the_same_documents_give_the_same_modules(tmp_path: Path) -> None:
    text = "query Pole { ...Frame pole(id: 1) { name projects { edges { node { title } } } } }\n"

    assert generated(tmp_path, web=FRAMES, pole=text) == generated(tmp_path, web=FRAMES, pole=text)
