"""The documents of the console: the schema runs them, their answers fit, and nothing else is asked."""

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, Union, get_args, get_origin

import msgspec
import pytest
from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, InlineFragmentNode, parse
from graphql.language.ast import OperationDefinitionNode, SelectionSetNode

import efe_domain
from efe_graphql.limits.limits import LIMITS
from efe_graphql.limits.persisted_documents import TrustedDocument
from efe_graphql.schema import schema
from efe_infra import console, papers
from efe_infra.console.register.documents import Document, by_id, fragments, manifest, texts, vault_commands
from efe_infra.http.graphql.trusted_manifests import load
from efe_infra.postgres.database import Database
from tests.api.given import Api
from tests.infra.console.browser import Browser
from tests.running import served

ROOT = Path(efe_domain.__file__).parents[2]
DEAREST = LIMITS.cost / 5
"""A page may cost so much: a person who reads on is not to be told to wait."""
ONCE = {"rectification_preview": LIMITS.cost / 3, "trail": LIMITS.cost / 4, "pole": LIMITS.cost / 4}
"""What is asked before one act, and not to read on: it decides the facts of an object again. The page of the trail
asks for half of the lines that its document allows. The page of a pôle shows its whole dossier, and what can be done.
"""


def declared() -> list[Document[Any]]:
    """Returns the documents that the modules of the console declare."""
    packages = [
        each for package in (console, papers) for each in walk_packages(package.__path__, f"{package.__name__}.")
    ]
    modules = [import_module(each.name) for each in packages]
    found = {each.name: each for module in modules for each in vars(module).values() if isinstance(each, Document)}
    return [found[name] for name in sorted(found)]


@pytest.mark.parametrize("name", sorted(texts()))
def test_the_schema_runs_a_document_at_a_bearable_cost(name: str) -> None:
    document = TrustedDocument.of(texts()[name], schema)

    assert max(document.costs.values()) <= ONCE.get(name, DEAREST)


def test_every_document_is_of_a_page() -> None:
    assert sorted(each.name for each in declared()) == sorted(texts())


def test_every_fragment_is_spread() -> None:
    spread = {
        each.name.value
        for text in texts().values()
        for each in parse(text).definitions
        if isinstance(each, FragmentDefinitionNode)
    }

    assert spread == fragments().keys()


@pytest.mark.parametrize("document", declared(), ids=lambda each: each.name)
def test_what_is_read_of_an_answer_is_what_is_asked(document: Document[Any]) -> None:
    node = parse(texts()[document.name])
    fragments = {each.name.value: each for each in node.definitions if isinstance(each, FragmentDefinitionNode)}
    [operation] = [each for each in node.definitions if isinstance(each, OperationDefinitionNode)]

    of_a_record = {f".done.{each} is not asked" for each in ("position", "planned", "consequences")}
    excused = of_a_record if document.name in vault_commands() else set[str]()
    found = differences(operation.selection_set, document.answer, fragments, "")
    assert [each for each in found if each not in excused] == []


def differences(
    asked: SelectionSetNode, answer: type[msgspec.Struct], fragments: dict[str, FragmentDefinitionNode], at: str
) -> Iterator[str]:
    fields = {each.encode_name: each.type for each in msgspec.structs.fields(answer)}
    selected = dict(selections(asked, fragments))
    yield from (f"{at}.{name} is not read" for name in selected.keys() - fields.keys() - {"__typename"})
    yield from (f"{at}.{name} is not asked" for name in fields.keys() - selected.keys())
    for name in fields.keys() & selected.keys():
        below, found = selected[name], struct_of(fields[name])
        if below is not None and found is not None:
            yield from differences(below, found, fragments, f"{at}.{name}")


def selections(
    asked: SelectionSetNode, fragments: dict[str, FragmentDefinitionNode]
) -> Iterator[tuple[str, SelectionSetNode | None]]:
    for each in asked.selections:
        match each:
            case FieldNode():
                yield (each.alias or each.name).value, each.selection_set
            case FragmentSpreadNode():
                yield from selections(fragments[each.name.value].selection_set, fragments)
            case InlineFragmentNode():
                yield from selections(each.selection_set, fragments)
            case _:
                raise AssertionError(each)


def struct_of(kind: Any) -> type[msgspec.Struct] | None:
    """The one struct in a type: itself, of a list, or what may be there."""
    origin = get_origin(kind) or kind
    if isinstance(origin, type) and issubclass(origin, msgspec.Struct):
        return kind  # type: ignore[no-any-return] # a generic one with what it is of
    if get_origin(kind) in {tuple, list, Union} or get_args(kind):
        return next(filter(None, map(struct_of, get_args(kind))), None)
    return None


def test_the_manifest_is_the_one_that_is_committed_and_can_be_trusted() -> None:
    path = ROOT / "infra" / "console.documents.json"

    assert path.read_text(encoding="utf-8") == manifest()
    assert load(path, schema).keys() == by_id().keys()


@pytest.fixture
def closed(database: Database, tmp_path: Path) -> Iterator[Api]:
    theirs = tmp_path / "manifest.json"
    theirs.write_text(json.dumps({"theirs": "{ meta { version } }"}), encoding="utf-8")
    with served(database, tmp_path, trusted_documents=theirs, trusted_only=True) as api:
        yield api


def test_the_console_works_where_only_trusted_documents_are_run(closed: Api) -> None:
    assert Browser(closed).get("/").status_code == 200
    assert closed.http.post({"documentId": "theirs"}, {})["data"]["meta"]
    assert closed.visitor.refusal("{ meta { position } }") == "TRUSTED_DOCUMENTS_ONLY"
