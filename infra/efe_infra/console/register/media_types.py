"""Labels of the types of documents."""

from collections.abc import Mapping
from typing import Final

from efe_infra.console.language.translatable import tr

SHORT_HASH: Final = 12
"""Characters of a fingerprint that stand for a document without a name."""
_OASIS: Final = "application/vnd.oasis.opendocument"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
LABELS: Final[Mapping[str, str]] = {
    "application/pdf": tr("PDF"),
    "text/plain": tr("Texte simple"),
    "text/csv": tr("Tableau CSV"),
    f"{_OASIS}.text": tr("Texte OpenDocument"),
    f"{_OASIS}.spreadsheet": tr("Tableur OpenDocument"),
    f"{_OFFICE}.wordprocessingml.document": tr("Texte Word"),
    f"{_OFFICE}.spreadsheetml.sheet": tr("Tableur Excel"),
    "image/png": tr("Image PNG"),
    "image/jpeg": tr("Image JPEG"),
}


def media_type_label(media_type: str) -> str:
    return LABELS.get(media_type, media_type)
