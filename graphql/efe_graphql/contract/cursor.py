"""Cursors: where a page ended, and the moment of its first page, which pins the following ones."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from types import GenericAlias
from typing import Any, get_type_hints

import msgspec

from efe_graphql.contract.as_of import Moment
from efe_graphql.contract.errors import BadUserInput
from efe_projections.audit.comparison import Comparison
from efe_projections.engine.listing import Listing
from efe_projections.engine.projection import Key

type Listed = Listing[Any] | Comparison
"""What is read page by page."""


def write_cursor(listing: Listed, row: msgspec.Struct, moment: Moment) -> str:
    values = [getattr(row, name) for name in listing.order]
    return urlsafe_b64encode(msgspec.json.encode([moment.position, moment.past, *values])).decode()


def read_cursor(listing: Listed, cursor: str, moment: Moment) -> tuple[Key, Moment]:
    """The values after which the page begins, and its moment. Raises `BadUserInput` or `AsOfNotReached`."""
    hints = get_type_hints(listing.row)
    expected = GenericAlias(tuple, (int, bool, *(hints[name] for name in listing.order)))
    try:
        position, past, *values = msgspec.json.decode(urlsafe_b64decode(cursor), type=expected)
    except (ValueError, msgspec.MsgspecError):
        raise BadUserInput("Ce curseur ne vient pas de cette liste.") from None
    return tuple(values), moment.moved(position, past=past)
