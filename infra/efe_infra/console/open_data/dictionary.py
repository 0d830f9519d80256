"""Data dictionary: metadata of the CSV files as a W3C table group (CSV on the Web), made from the row classes."""

from typing import Any, Final

from efe_domain.shared.messages import Language
from efe_infra.console.language.translatable import Locale, Translatable
from efe_infra.console.open_data.columns import SEPARATOR, TypedColumn
from efe_infra.console.open_data.datasets import DATASETS, Dataset
from efe_infra.console.open_data.publication import Licence

CONTEXT: Final = ["http://www.w3.org/ns/csvw", {"@language": "fr"}]
LOCALES: Final = tuple(Locale(each) for each in Language)


def in_each_language(text: str) -> list[dict[str, str]]:
    """Returns a text in the three languages, as JSON-LD."""
    return [{"@value": written_in(text, each), "@language": each.language.value} for each in LOCALES]


def written_in(text: str, locale: Locale) -> str:
    return text.render(locale) if isinstance(text, Translatable) else locale.gettext(text)


def table_group(site: str, licence: Licence | None) -> dict[str, Any]:
    """Returns the dictionary of all files."""
    tables = [table(each, site) for each in DATASETS.values()]
    return {"@context": CONTEXT, **licence_of(licence), "tables": tables}


def table_alone(dataset: Dataset[Any, Any], site: str, licence: Licence | None) -> dict[str, Any]:
    """Returns the metadata of one file."""
    return {"@context": CONTEXT, **licence_of(licence), **table(dataset, site)}


def licence_of(licence: Licence | None) -> dict[str, Any]:
    return {"dc:license": {"@id": licence.address}} if licence else {}


def table(dataset: Dataset[Any, Any], site: str) -> dict[str, Any]:
    return {
        "url": f"{site}/donnees/{dataset.name}.csv",
        "dc:title": in_each_language(dataset.title),
        "dc:description": in_each_language(dataset.row_is),
        "tableSchema": {"primaryKey": "id", "columns": [column(each) for each in dataset.columns]},
    }


def column(each: TypedColumn) -> dict[str, Any]:
    values = each.column.values
    described: dict[str, Any] = {
        "name": each.name,
        "titles": each.name,
        "dc:description": in_each_language(each.column.description),
        "datatype": {"base": each.datatype, "format": "|".join(values)} if values else each.datatype,
        "required": each.is_required,
    }
    if each.is_list:
        described["separator"] = SEPARATOR
    if values:
        described["schema:valueReference"] = [
            {"schema:value": value, "schema:name": in_each_language(words)} for value, words in values.items()
        ]
    return described
