"""Manifests of trusted documents: what is believed of them, and what is not."""

import json
from hashlib import sha1, sha256
from pathlib import Path

import pytest

from efe_graphql.limits.persisted_documents import TrustedDocument
from efe_graphql.schema import schema
from efe_infra.http.graphql.trusted_manifests import (
    DocumentNotValid,
    ManifestRefused,
    ManifestUnreadable,
    WrongIdentifier,
    load,
)

POLES = "query Poles($first: Int) {\n  poles(first: $first) {\n    edges {\n      cursor\n    }\n  }\n}"
META = "query Meta {\n  meta {\n    version\n  }\n}"


def prefixed(text: str) -> str:
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def manifest(folder: Path, documents: object, name: str = "persisted-documents.json") -> Path:
    """As graphql-codegen writes it: JSON of two spaces, no line end after it."""
    written = folder / name
    written.write_text(json.dumps(documents, indent=2, ensure_ascii=False), encoding="utf-8")
    return written


def test_documents_are_known_by_their_id_and_by_their_fingerprint(tmp_path: Path) -> None:
    old = sha1(META.encode()).hexdigest()
    written = manifest(tmp_path, {prefixed(POLES): POLES, old: META})

    found = load(written, schema)

    assert set(found) == {prefixed(POLES), prefixed(META), old}
    assert found[old] == META
    assert found[prefixed(POLES)].costs == {"Poles": 221}


def test_the_manifests_of_a_folder_are_read_together(tmp_path: Path) -> None:
    manifest(tmp_path, {prefixed(POLES): POLES, prefixed(META): META}, "portail.json")
    manifest(tmp_path, {prefixed(META): META}, "tableau-de-bord.json")
    (tmp_path / "LISEZ-MOI.md").write_text("Rien pour le serveur.", encoding="utf-8")

    assert set(load(tmp_path, schema)) == {prefixed(POLES), prefixed(META)}


def test_one_id_is_not_of_two_documents(tmp_path: Path) -> None:
    manifest(tmp_path, {"Accueil": POLES}, "portail.json")
    manifest(tmp_path, {"Accueil": META}, "tableau-de-bord.json")

    with pytest.raises(WrongIdentifier, match="tableau-de-bord"):
        load(tmp_path, schema)


@pytest.mark.parametrize(
    "key", [prefixed(POLES), prefixed(META).upper(), "sha256:", "sha256:abc", "md5:abc", "a b", ""]
)
def test_an_id_that_is_not_so_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(WrongIdentifier):
        load(manifest(tmp_path, {key: META}), schema)


@pytest.mark.parametrize("key", ["x-efe:accueil", "Accueil_v1.2~a-b", sha256(POLES.encode()).hexdigest()])
def test_an_id_without_a_meaning_of_the_specification_is_a_name(tmp_path: Path, key: str) -> None:
    assert load(manifest(tmp_path, {key: META}), schema)[key] == META


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("query {", "Erreur de syntaxe"),
        ("{ nothing }", "nothing"),
        ("fragment F on Pole { name }", "F"),
        ("", "Erreur de syntaxe"),
        (f"{{ {' '.join(f'a{n}: meta {{ version }}' for n in range(40))} }}", "nombre d'alias 40, au plus 30"),
        (f"{{ {'__typename ' * 3000} }}", "éléments lexicaux"),
    ],
)
def test_a_document_that_the_schema_refuses_is_named(tmp_path: Path, text: str, why: str) -> None:
    broken = manifest(tmp_path, {prefixed(META): META, "Broken": text})

    with pytest.raises(DocumentNotValid, match="Broken") as refused:
        load(broken, schema)

    assert why in str(refused.value)


def test_what_a_document_may_do_is_what_any_may(tmp_path: Path) -> None:
    one_of = '{ meta(asOf: {position: "1", recordedAt: "2026-01-01T00:00:00Z"}) { version } }'

    with pytest.raises(DocumentNotValid):
        load(manifest(tmp_path, {"Both": one_of}), schema)


@pytest.mark.parametrize("content", ["", "[]", "{", '{"a": 5}', '{"a": {"b": "c"}}', "\ud800"])
def test_what_is_no_manifest_is_refused_by_its_name(tmp_path: Path, content: str) -> None:
    written = tmp_path / "broken.json"
    written.write_text(content, encoding="utf-8", errors="surrogatepass")

    with pytest.raises(ManifestUnreadable, match="broken"):
        load(written, schema)


def test_a_path_at_which_there_is_nothing_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.json"):
        with pytest.raises(ManifestRefused):
            load(path, schema)


def test_a_trusted_document_is_a_text_with_what_is_known_of_it() -> None:
    document = TrustedDocument.of(f"{META} query Poles {{ poles(first: 3) {{ totalCount }} }}", schema)

    assert document.startswith("query Meta")
    assert list(document.costs) == ["Meta", "Poles"]
