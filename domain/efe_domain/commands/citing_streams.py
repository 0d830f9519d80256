"""Searches for the streams that cite an entity, repeated when the command is recorded (phantom check).

They return no stream if the recorder cannot search.
"""

from collections.abc import Callable, Collection, Sequence
from uuid import UUID

from efe_domain.commands.batch import current_batch
from efe_domain.commands.handler import UseCases
from efe_domain.commands.unit_of_work import current_unit
from efe_domain.shared.ledger import Search, StreamLink

type Streams = Sequence[tuple[UUID, str]]
"""Streams, each with its kind."""


def streams_citing(uow: UseCases, names: Sequence[str], kinds: Collection[str], *, but: UUID) -> Streams:
    """Returns the streams of these kinds that cite one of the names. It scans the whole ledger."""
    lookup: Callable[..., Streams] = getattr(uow.recorder, "streams_naming", lambda *_: ())
    return _search(uow, names, kinds, lambda search: lookup(search.names, search.kinds), but)


def streams_linked(uow: UseCases, link: StreamLink, key: UUID) -> Streams:
    """Returns the streams that name the key in the field of the link. It reads an index."""
    lookup: Callable[..., Streams] = getattr(uow.recorder, "streams_linked", lambda *_: ())
    return _search(uow, [str(key)], (link.kind,), lambda _: lookup(link, key), key)


def _search(
    uow: UseCases, names: Sequence[str], kinds: Collection[str], lookup: Callable[[Search], Streams], but: UUID
) -> Streams:
    search = Search(names, sorted(kinds), uow.recorder.max_notification_id() or 0)
    batch = current_batch()
    in_batch = batch.streams_naming(names, kinds) if batch else ()
    streams = {*lookup(search), *in_batch}
    current_unit().searches.append(search)
    return sorted((stream, kind) for stream, kind in streams if stream != but)
