"""Cursors: the key where a page ended, and the position as of which the first page was read."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from types import GenericAlias
from typing import Any

import msgspec

from efe_graphql.contract.as_of import ResolvedAsOf, position_in_cursor
from efe_graphql.contract.errors import BadUserInput
from efe_projections.audit.comparison import PositionComparison
from efe_projections.barometer.reads import FigureLines
from efe_projections.engine.listing import Listing
from efe_projections.engine.projection import Key
from efe_projections.engine.row import field_types
from efe_projections.search.reads import SearchList
from efe_projections.tasks.reads import TaskList

type Counted = Listing[Any] | PositionComparison | SearchList | FigureLines
"""Lists whose number of rows has a read of its own."""
type Listed = Counted | TaskList
"""Lists that are read page by page."""


def write_cursor(listing: Listed, row: msgspec.Struct, as_of: ResolvedAsOf) -> str:
    values = msgspec.json.encode([as_of.past, *(getattr(row, name) for name in listing.order)])
    return urlsafe_b64encode(b"[%s,%s" % (position_in_cursor(as_of.position).encode(), values[1:])).decode()


def read_cursor(listing: Listed, cursor: str, as_of: ResolvedAsOf) -> tuple[Key, ResolvedAsOf]:
    """Returns the key after which the page begins, and the position. Raises `BadUserInput` or `AsOfNotReached`."""
    row: type = listing.row
    hints = field_types(row)
    expected = GenericAlias(tuple, (int, bool, *(hints[name] for name in listing.order)))
    try:
        position, past, *values = msgspec.json.decode(urlsafe_b64decode(cursor), type=expected)
    except (ValueError, msgspec.MsgspecError):
        raise BadUserInput("Ce curseur ne vient pas de cette liste.") from None
    return tuple(values), as_of.moved(position, past=past)
