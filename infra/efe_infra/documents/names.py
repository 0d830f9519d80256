"""Names of documents: as depositors send them, and as browsers save them."""

import re
import unicodedata
from email.message import Message
from email.utils import collapse_rfc2231_value
from typing import Any, Final
from urllib.parse import quote

from efe_domain.shared import texts
from efe_domain.shared.errors import Invalid
from efe_infra.documents.media_types import EXTENSIONS

MAX_HEADER_BYTES: Final = 3_000
"""Limit of a `Content-Disposition`: a name of 200 characters, each escaped."""
MAX_EXTENSION_CHARACTERS: Final = 10
MAX_SHOWN_CHARACTERS: Final = 400
"""Characters of a too long name, at each end, that are read at all."""
FURTHER_EXTENSIONS: Final = {"image/jpeg": frozenset({"jpeg"})}
_SEPARATORS: Final = re.compile(r"[/\\]")
_NOT_PLAIN: Final = re.compile(r"[^A-Za-z0-9 !#$&'()+,.;=@\[\]^_`{}~-]")
"""Characters that do not stand in a quoted ASCII file name."""


def document_name(value: str) -> str:
    """Returns a name that a client sends: one line of at most 200 characters, without a path. Raises `Invalid`."""
    words = texts.name(value, "name")
    if _SEPARATORS.search(words):
        raise Invalid("name", "Le nom d'un document n'est pas un chemin.")
    return words


def name_in_header(disposition: str) -> str | None:
    """Returns the name in a `Content-Disposition` of a request (RFC 6266). Raises `Invalid`."""
    if len(disposition) > MAX_HEADER_BYTES:
        raise Invalid("name", "Le texte dépasse {longest} caractères.", longest=texts.LONGEST_NAME)
    header = Message()
    header["Content-Disposition"] = disposition
    params: list[tuple[str, Any]] = header.get_params([], "content-disposition")
    values = sorted((each for key, each in params if key == "filename"), key=_is_plain)  # `filename*` goes first
    raw = next((_decoded(each) if _is_plain(each) else collapse_rfc2231_value(each) for each in values), None)
    return document_name(raw) if raw else None


def _is_plain(value: Any) -> bool:
    """Tells whether a value is of `filename`. Of `filename*`, it has a charset and a language beside it."""
    return isinstance(value, str)


def _decoded(raw: str) -> str:
    """Reads a name that was sent as plain UTF-8, whose bytes a header shows as Latin-1."""
    try:
        return raw.encode("latin-1").decode()
    except UnicodeError:
        return raw


def cleaned_name(raw: str) -> str | None:
    """Returns the name of a file that a browser sends, without its path and invisible characters, cut to 200.

    Returns None if nothing is left: a person cannot change what the browser sends.
    """
    last = _SEPARATORS.split(raw)[-1]
    if len(last) > 2 * MAX_SHOWN_CHARACTERS:
        last = last[:MAX_SHOWN_CHARACTERS] + last[-MAX_SHOWN_CHARACTERS:]
    visible = " ".join("".join(map(_visible, last)).split())
    stem, dot, extension = visible.rpartition(".")
    if dot and len(extension) <= MAX_EXTENSION_CHARACTERS:
        visible = f"{stem[: texts.LONGEST_NAME - len(extension) - 1]}.{extension}"
    try:
        return document_name(visible[: texts.LONGEST_NAME])
    except Invalid:
        return None


def file_title(title: str) -> str | None:
    """Returns the title of an attachment as the name of a file; None if nothing is left of it."""
    return cleaned_name(_SEPARATORS.sub("-", title))


def _visible(sign: str) -> str:
    """Returns the sign, a space for a control character, and nothing for another invisible one."""
    if unicodedata.category(sign) == "Cc":
        return " "
    return "" if unicodedata.category(sign) in texts.UNSEEN or texts.is_ignorable(sign) else sign


def file_name(sha256: str, media_type: str, name: str | None) -> str:
    """Returns the name under which a document is saved. Its extension is of the media type: no program opens it as
    another one."""
    extension = EXTENSIONS[media_type]
    if name is None:
        return f"{sha256}.{extension}"
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    is_own = ending == extension or ending in FURTHER_EXTENSIONS.get(media_type, ())
    return name if is_own else f"{name}.{extension}"


def attachment(name: str) -> str:
    """Returns the `Content-Disposition` of a file to save (RFC 6266), with a name in ASCII beside that in UTF-8."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = _NOT_PLAIN.sub("_", bare)
    quoted = f'attachment; filename="{plain}"'
    return quoted if plain == name else f"{quoted}; filename*=UTF-8''{quote(name, safe='')}"
