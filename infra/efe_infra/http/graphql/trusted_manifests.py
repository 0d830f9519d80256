"""Manifests of trusted GraphQL documents, as graphql-codegen's client preset writes them: `{"id": "text", …}`."""

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import msgspec
import strawberry

from efe_graphql.limits.persisted_documents import NotValid, TrustedDocument

IDENTIFIER = re.compile(r"(sha256:[0-9a-f]{64}|x-[\w.~-]+:[\w.~-]+|[\w.~-]+)", re.ASCII)
"""Identifier in the syntax of GraphQL over HTTP, appendix on persisted documents."""


class ManifestRefused(Exception):
    """Base of the refusals. The message is one French line."""


class ManifestUnreadable(ManifestRefused):
    """Path without a readable manifest."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"« {path} » n'est pas un manifeste de documents : {why}.")


class WrongIdentifier(ManifestRefused):
    """Identifier that is invalid, or is not the hash of its document."""

    def __init__(self, path: Path, key: str, why: str) -> None:
        super().__init__(f"Manifeste « {path} », document « {key} » : {why}.")


class DocumentNotValid(ManifestRefused):
    """Document that the schema does not accept."""

    def __init__(self, path: Path, key: str, why: NotValid) -> None:
        super().__init__(f"Manifeste « {path} », document « {key} » : le schéma le refuse : {why}.")


def load(path: Path, schema: strawberry.Schema) -> Mapping[str, TrustedDocument]:
    """Loads the documents of a manifest, or of all manifests of a folder, by id and by `sha256:` id.

    Raises `ManifestRefused`.
    """
    documents: dict[str, TrustedDocument] = {}
    for manifest in manifests(path):
        for key, text in read(manifest).items():
            document = validated(manifest, key, text, schema)
            if documents.setdefault(key, document) != text:
                raise WrongIdentifier(manifest, key, "un autre manifeste donne à cet identifiant un autre document")
            documents.setdefault(identifier(text), document)
    return documents


class ShippedDocuments(Mapping[str, TrustedDocument]):
    """Documents of the platform itself, with those of its manifests. The first use of a document validates it."""

    def __init__(
        self, texts: Mapping[str, str], schema: strawberry.Schema, *, beside: Mapping[str, TrustedDocument]
    ) -> None:
        self._texts, self._schema = texts, schema
        self._valid = dict(beside)

    def __getitem__(self, key: str) -> TrustedDocument:
        """Returns a document. Raises `KeyError`, and `NotValid` for one that the schema does not accept."""
        if key not in self._valid:
            self._valid[key] = TrustedDocument.of(self._texts[key], self._schema)
        return self._valid[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts.keys() | self._valid.keys())

    def __len__(self) -> int:
        return len(self._texts.keys() | self._valid.keys())


def manifests(path: Path) -> Iterator[Path]:
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise ManifestUnreadable(path, "ce dossier n'a pas de fichier .json")
    yield from files


def read(manifest: Path) -> Mapping[str, str]:
    """Reads a manifest and checks its identifiers, `sha256:` ids against their text. Raises `ManifestRefused`."""
    try:
        texts = msgspec.json.decode(manifest.read_bytes(), type=dict[str, str])
    except OSError as error:
        raise ManifestUnreadable(manifest, error.strerror or "illisible") from error
    except (ValueError, RecursionError) as error:
        raise ManifestUnreadable(manifest, "un objet JSON {identifiant: texte} est attendu") from error
    for key, text in texts.items():
        if not IDENTIFIER.fullmatch(key):
            raise WrongIdentifier(manifest, key, "cet identifiant n'est pas admis")
        if key.startswith("sha256:") and key != identifier(text):
            raise WrongIdentifier(manifest, key, "ce n'est pas l'empreinte SHA-256 de son texte")
    return texts


def validated(manifest: Path, key: str, text: str, schema: strawberry.Schema) -> TrustedDocument:
    try:
        return TrustedDocument.of(text, schema)
    except NotValid as error:
        raise DocumentNotValid(manifest, key, error) from error


def identifier(text: str) -> str:
    return f"sha256:{sha256(text.encode()).hexdigest()}"
