"""Writer of `infra/SETTINGS.md`: every setting, its default and its meaning."""

from pathlib import Path
from typing import Final

from pydantic.fields import FieldInfo

from efe_infra.settings.chosen import Settings, variable

HEAD: Final = """\
<!-- Généré par « efe schema » à partir de infra/efe_infra/settings ; ne pas éditer. -->

# Réglages

Lus dans l'environnement au départ de chaque commande ; une variable vide vaut absente. Une valeur qui n'est pas
admise est refusée en une ligne, qui ne la répète pas, avec le statut 1.

| variable | défaut | sens |
|---|---|---|
"""


def render() -> str:
    fields = sorted(Settings.model_fields.items())
    return HEAD + "".join(f"| `{variable(name)}` | {_default(each)} | {_meaning(each)} |\n" for name, each in fields)


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


def _meaning(field: FieldInfo) -> str:
    return (field.description or "").replace("\n", " ").replace("|", "\\|")
