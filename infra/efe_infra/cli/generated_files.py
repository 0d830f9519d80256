"""`efe schema` and the files that it generates from the code."""

from pathlib import Path
from typing import Annotated, Final

import typer
from pydantic.fields import FieldInfo

import efe_domain
from efe_domain.generated_files import generated_files as domain_files
from efe_infra.cli.app import Group, command, say, say_error
from efe_infra.cli.console_files import correctable_fields, refusal_sentences
from efe_infra.cli.stored_samples import STORED_FILE, write_samples
from efe_infra.read_model.tables.schema import render
from efe_infra.settings.production import ADVISED, REQUIRED
from efe_infra.settings.settings import Settings, variable
from efe_projections.catalogue import PROJECTIONS


@command(Group.DEVELOPMENT)
def schema(
    *,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Compare sans écrire, et nomme ce qui manque ; statut 1 si un fichier a changé ou manque."
        ),
    ] = False,
    samples: Annotated[
        bool, typer.Option("--samples", help="Écrit aussi une ligne d'exemple pour chaque nouvel événement.")
    ] = False,
) -> None:
    """Écrit le schéma GraphQL, le catalogue des événements et les tables de lecture, tirés du code."""
    root = Path(efe_domain.__file__).parents[2]
    if samples:
        say(f"Exemples écrits dans {STORED_FILE} : {', '.join(write_samples(root)) or 'aucun'}.")
    if check:
        _check_parts(root)
    written_files = 0
    for files in (console_responses, generated_files):
        stale = {name: text for name, text in files().items() if _read(root / name) != text}
        if check and stale:
            say_error(f"à régénérer par « efe schema » : {', '.join(stale)}.")
            raise typer.Exit(1)
        for name, text in stale.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        written_files += len(stale)
    say(f"{written_files} fichier(s) écrit(s)." if written_files else "Tout est à jour.")


def _check_parts(root: Path) -> None:
    """Names what commands and events lack. A command without a form is allowed: client applications send it."""
    from efe_infra.cli.missing_parts import missing_forms, missing_parts  # noqa: PLC0415 - imports the pages

    for form in missing_forms():
        say(f"Sans formulaire : {form}.")
    if missing := missing_parts(root):
        for part in missing:
            say_error(f"manque {part}.")
        raise typer.Exit(1)


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def console_responses() -> dict[str, str]:
    """Returns the response classes of the console. Its pages need them, so they are written before all others."""
    from graphql import build_schema  # noqa: PLC0415 - with the schema

    from efe_graphql.schema import sdl  # noqa: PLC0415
    from efe_infra.cli.console_responses import response_files  # noqa: PLC0415

    return response_files(build_schema(sdl()))


def generated_files() -> dict[str, str]:
    """Returns the content of each generated file by its path in the repository."""
    from efe_graphql.contract.refusal_codes import render as error_table  # noqa: PLC0415 - imports the schema
    from efe_graphql.schema import sdl  # noqa: PLC0415 - importing it builds the schema
    from efe_infra.console.home.openapi_page import openapi_document  # noqa: PLC0415
    from efe_infra.console.register.documents import manifest as console_documents  # noqa: PLC0415
    from efe_infra.http.endpoints.openapi import to_json  # noqa: PLC0415 - imports FastAPI
    from efe_infra.importing.line_schema import schema_text as line_schema  # noqa: PLC0415

    return {
        "graphql/schema.graphql": sdl(),
        "graphql/ERRORS.md": error_table(),
        "projections/read_tables.sql": render(PROJECTIONS),
        "infra/SETTINGS.md": settings_table(),
        "infra/openapi.json": to_json(openapi_document()),
        "infra/console.documents.json": console_documents(),
        "infra/efe_infra/console/correction/correctable_fields.json": correctable_fields(),
        "infra/efe_infra/console/home/refusals.json": refusal_sentences(),
        "infra/import.schema.json": line_schema(),
        **domain_files(),
    }


SETTINGS_HEAD: Final = """\
<!-- Généré par « efe schema » à partir de infra/efe_infra/settings ; ne pas éditer. -->

# Réglages

Lus dans l'environnement au départ de chaque commande ; une variable vide vaut absente. Une valeur qui n'est pas
admise est refusée en une ligne, qui ne la répète pas, avec le statut 1.

En production, six réglages sont **requis** ; « efe init » les demande et les écrit dans un fichier. D'autres sont
conseillés. Les défauts des autres conviennent, et « efe check » dit ce qui manque.

| variable | défaut | production | sens |
|---|---|---|---|
"""


def settings_table() -> str:
    fields = sorted(Settings.model_fields.items())
    return SETTINGS_HEAD + "".join(
        f"| `{variable(name)}` | {_default(each)} | {_need(name)} | {_meaning(each)} |\n" for name, each in fields
    )


def _default(field: FieldInfo) -> str:
    match field.default:
        case None | "" | ():
            return "—"
        case bool(value):
            return f"`{str(value).lower()}`"
        case tuple(values):
            return f"`{','.join(values)}`"
        case str() | int() | float() | Path() as value:
            return f"`{value}`"
        case other:
            raise TypeError(f"A default that the table cannot show: {other!r}")


def _need(name: str) -> str:
    """Returns whether production needs the setting."""
    return "**requis**" if name in REQUIRED else "conseillé" if name in ADVISED else ""


def _meaning(field: FieldInfo) -> str:
    return (field.description or "").replace("\n", " ").replace("|", "\\|")
