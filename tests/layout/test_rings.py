"""Folders and modules import one another in one direction: no ring, lazy imports and those for types included."""

import pytest

from tests.layout.imports import folders, imports, modules, reached, rings, written

TYPES = "efe_graphql.types"
PACKAGES = sorted(name for name, path in modules().items() if path.name == "__init__.py")


@pytest.mark.parametrize("package", PACKAGES)
def test_what_lies_in_a_folder_is_in_no_ring(package: str) -> None:
    found = rings(folders()[package])

    assert found == [], written(found)


def test_modules_are_in_no_ring() -> None:
    found = rings(imports())

    assert found == [], written(found)


def test_an_entity_is_made_without_what_shows_its_past() -> None:
    shows = {f"{TYPES}.{name}" for name in ("trail.entries", "comparison", "entity_history")}

    assert shows <= imports().keys()
    assert not shows & reached(imports(), f"{TYPES}.objects.entity")


def test_a_ring_is_found() -> None:
    assert rings({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) in (
        [["a", "b", "c", "a"]],
        [["b", "c", "a", "b"]],
        [["c", "a", "b", "c"]],
    )


def test_lazy_imports_count() -> None:
    assert "efe_graphql.types.trail.entries" in imports()["efe_graphql.types.nodes"]
