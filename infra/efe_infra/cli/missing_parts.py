"""Missing parts of new events and commands: words, stored bytes, readers of texts, forms."""

import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from efe_domain.catalogue import all_events
from efe_domain.shared.event import UPCASTERS
from efe_domain.shared.messages import catalogue
from efe_graphql.mutations.command_registry import all_commands, field_name
from efe_graphql.wording.sentences import topic_of
from efe_graphql.wording.values import rows
from efe_infra.cli.stored_samples import STORED_FILE, stored_topics
from efe_infra.console.register.documents import listed_commands, listed_composites, snake_case, vault_commands

WORDS_FOLDER: Final = "domain/efe_domain/data/words"
POLICY_FILE: Final = "tests/api/isolation/policy_texts.py"
FORMS_FILE: Final = "infra/efe_infra/console/forms/commands.toml"
VARIANT: Final = "#"
"""Sign between a topic and the variant of its sentence."""
COMPOSITES_OF_PARTS: Final = {"hold_meeting": "record_meeting", "invite_pole": "invite_poles"}
"""Commands that forms send within another command."""


class MissingPart(NamedTuple):
    """A part of a command or an event that is not written yet: its file, the key in it, and what it is for."""

    file: str
    key: str
    purpose: str

    def __str__(self) -> str:
        return f"{self.file} : {self.key} — {self.purpose}"


def missing_parts(root: Path) -> list[MissingPart]:
    """Returns the missing parts without which a user meets an untranslated word or an error, in the order of writing.

    `root` is the folder of the sources. Without its tests, those parts are not looked for.
    """
    parts = [*_missing_sentences(), *_missing_labels()]
    if (root / STORED_FILE).exists():
        parts += [*_missing_samples(root), *_missing_readers(root)]
    return parts


def missing_forms() -> list[MissingPart]:
    """Returns the commands that no form of a page sends; client applications may send them."""
    with_form = {*listed_commands(), *vault_commands(), *listed_composites()}
    names = sorted(snake_case(field_name(command)) for command, _ in all_commands())
    return [
        MissingPart(FORMS_FILE, f"[commands] {name}", "un formulaire qui envoie cette commande")
        for name in names
        if COMPOSITES_OF_PARTS.get(name, name) not in with_form
    ]


def _missing_sentences() -> Iterator[MissingPart]:
    words = catalogue()
    places = _words_files()
    for topic in sorted({topic_of(each) for each in {*all_events(), *UPCASTERS}}):
        kind, _, act = topic.partition(".")
        if kind not in words.subjects:
            yield MissingPart(WORDS_FOLDER, f"[subjects] {kind}", "le nom de ce genre d'objet")
        for section, entries in (("sentences", words.sentences), ("acts", words.acts)):
            french = _templates(entries, topic) or _templates(entries, f"*.{act}")
            if not french:
                yield MissingPart(places.get(kind, WORDS_FOLDER), f'[{section}] "{topic}"', _PURPOSES[section])
            for each in french:
                if each not in words.texts:
                    yield MissingPart(places.get(kind, WORDS_FOLDER), f'[texts."{each}"]', "l'anglais et l'allemand")


_PURPOSES: Final = {
    "sentences": "la phrase de l'événement dans l'historique",
    "acts": "la phrase de l'acte, avec son auteur",
}


def _templates(entries: Mapping[str, str], topic: str) -> list[str]:
    return [french for key, french in entries.items() if key.partition(VARIANT)[0] == topic]


def _missing_labels() -> Iterator[MissingPart]:
    labels = catalogue().labels
    for table, row in rows().items():
        for column in row.__struct_fields__:
            if column not in row.TABLE.key and not {column, f"{table}.{column}"} & labels.keys():
                yield MissingPart(
                    WORDS_FOLDER, f'[labels] "{table}.{column}"', "le libellé du champ dans l'historique"
                )


def _missing_samples(root: Path) -> Iterator[MissingPart]:
    for topic in sorted({*all_events(), *UPCASTERS} - stored_topics(root)):
        yield MissingPart(STORED_FILE, topic, "une ligne d'octets enregistrés, que « efe schema --samples » écrit")


def _missing_readers(root: Path) -> Iterator[MissingPart]:
    sys.path.insert(0, str(root))
    declarations = import_module("tests.api.isolation.declared")
    policy = import_module("tests.api.isolation.policy_texts")
    for topic, event in sorted(all_events().items()):
        for path in sorted(declarations.texts_of(event) - policy.KEYS - policy.TEXTS.get(topic, {}).keys()):
            yield MissingPart(POLICY_FILE, f'"{topic}": {path}', "qui peut lire ce texte")


def _words_files() -> dict[str, str]:
    """Returns the file with the words of each kind of object: the one that names the kind."""
    folder = files("efe_domain") / "data" / "words"
    return {
        kind: f"{WORDS_FOLDER}/{file.name}"
        for file in folder.iterdir()
        for kind in msgspec.toml.decode(file.read_bytes()).get("subjects", {})
    }
