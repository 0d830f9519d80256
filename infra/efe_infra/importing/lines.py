"""Lines of an import file, each a command with its key: JSON Lines, or CSV."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec

from efe_domain.shared.errors import Refusal
from efe_graphql.mutations.command_registry import COMMANDS
from efe_infra.importing.file_content import content_of, decoded
from efe_infra.importing.refusals import MOST_LINES, FileRefused, LineUnreadable
from efe_infra.importing.tables import LONGEST_LINE, rows_of
from efe_infra.process.unique_keys import KeyTwice, check_keys

LONGEST_KEY: Final = 200
PERSON: Final = "registerPerson"
BESIDE: Final = ("key", "by", "newId", "illustrative", "documented")
"""Fields of a line beside its command."""


class ImportLine(msgspec.Struct, frozen=True, kw_only=True):
    """Line of an import file. `by` is its account, empty for the importer; `new_id` is the id of a new entity.

    `refusal` is the reason why the line is no command.
    """

    file: str
    number: int
    key: str = ""
    by: str = ""
    new_id: UUID | None = None
    illustrative: bool = False
    documented: bool = False
    command: str = ""
    fields: Mapping[str, Any] = {}
    refusal: Refusal | None = None


class ImportFile(msgspec.Struct, frozen=True):
    """Parsed import file. Its SHA-256 gives the correlation id of the events that it records."""

    name: str
    sha256: str
    lines: Sequence[ImportLine]


def files_in(path: Path) -> Sequence[Path]:
    """Returns the files of a folder, by name, or the one file. Raises `FileRefused` if there is none."""
    if not path.is_dir():
        return [path.resolve()]  # the person named it; links in a folder may be of others
    line_files = sorted(each for each in path.iterdir() if each.suffix in {".csv", ".jsonl"})
    for each in line_files:
        if each.is_symlink():
            raise FileRefused("{file} est un lien : le dossier contient les fichiers mêmes.", file=each.name)
    if line_files:
        return line_files
    raise FileRefused("Le dossier n'a aucun fichier .jsonl ou .csv.")


def read(path: Path) -> ImportFile:
    """Parses a file. Raises `FileRefused`."""
    content = content_of(path)
    reader = {".jsonl": _json_lines, ".csv": _csv_lines}.get(path.suffix)
    if reader is None:
        raise FileRefused("Un fichier de reprise est en .jsonl ou en .csv.")
    lines = list(islice(_once(reader(path, decoded(content))), MOST_LINES + 1))
    if len(lines) > MOST_LINES:
        raise FileRefused(
            "Le fichier a plus de {most} lignes : à couper en plusieurs, qui se suivent.", most=MOST_LINES
        )
    return ImportFile(path.name, hashlib.sha256(content).hexdigest(), lines)


def _once(lines: Iterator[ImportLine]) -> Iterator[ImportLine]:
    """Refuses each line that has the key of an earlier one."""
    first_lines: dict[str, int] = {}
    for line in lines:
        if line.key and first_lines.setdefault(line.key, line.number) != line.number:
            refusal = LineUnreadable(
                "La ligne {first} a déjà la clé « {key} ».", first=first_lines[line.key], key=line.key
            )
            yield msgspec.structs.replace(line, refusal=line.refusal or refusal)
        else:
            yield line


def _json_lines(path: Path, text: str) -> Iterator[ImportLine]:
    for number, line_text in enumerate(_split(text), start=1):
        if line_text.strip():
            yield _line(path.name, number, _object(line_text))


def _split(text: str) -> Iterator[str]:
    """Yields the lines one by one: there may be as many as characters."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start:end]
        start = end + 1
    yield text[start:]


def _csv_lines(path: Path, text: str) -> Iterator[ImportLine]:
    for number, row in rows_of(path, text):
        yield _line(path.name, number, row)


def _object(line_text: str) -> Mapping[str, Any] | Refusal:
    if len(line_text) > LONGEST_LINE:
        return LineUnreadable("La ligne dépasse {most} caractères.", most=LONGEST_LINE)
    try:
        check_keys(line_text)
        content = json.loads(line_text, parse_constant=_refused_constant)
    except KeyTwice:
        return LineUnreadable("Un objet nomme deux fois la même clé.")
    except (ValueError, RecursionError):
        return LineUnreadable("La ligne n'est pas du JSON.")
    return content if isinstance(content, dict) else LineUnreadable("Une ligne est un objet JSON.")


def _refused_constant(name: str) -> None:
    raise ValueError(name)


def _line(file: str, number: int, content: Mapping[str, Any] | Refusal) -> ImportLine:
    if isinstance(content, Refusal):
        return ImportLine(file=file, number=number, refusal=content)
    beside = {name: content[name] for name in BESIDE if content.get(name) is not None}
    commands = {name: value for name, value in content.items() if name not in BESIDE}
    try:
        line_fields = msgspec.convert(beside, _Beside)
    except msgspec.ValidationError:
        return ImportLine(file=file, number=number, refusal=LineUnreadable(_FORMS))
    if not all(map(_is_storable, (line_fields.key, line_fields.by))):
        return ImportLine(file=file, number=number, refusal=LineUnreadable(_FORMS))
    placed = {"file": file, "number": number, **msgspec.structs.asdict(line_fields)}
    placed["new_id"] = placed.pop("newId")
    match list(commands.items()):
        case [(name, dict() as fields)] if name in COMMANDS or name == PERSON:
            return ImportLine(**placed, command=name, fields=fields)
        case [(name, _)] if name not in COMMANDS:
            return ImportLine(**placed, refusal=LineUnreadable("« {name} » n'est pas une commande.", name=name[:80]))
        case _:
            return ImportLine(**placed, refusal=LineUnreadable("Une ligne a une commande, et une seule."))


def _is_storable(text: str) -> bool:
    """Tells whether the database can store the text: it has no half surrogate and no NUL."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


_FORMS: Final = (
    "« key » est attendu, de 200 signes au plus ; « by » est un texte, « newId » un UUID, « illustrative » et "
    "« documented » sont vrais ou faux."
)


class _Beside(msgspec.Struct):
    key: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_KEY)]
    by: str = ""
    newId: UUID | None = None  # noqa: N815 - as files write it
    illustrative: bool = False
    documented: bool = False
