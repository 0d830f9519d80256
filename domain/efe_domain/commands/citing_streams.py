"""Search for the streams that cite an entity, repeated when the command is recorded (phantom check)."""

from collections.abc import Callable, Collection, Sequence
from uuid import UUID

from efe_domain.commands.authorization import Rights
from efe_domain.commands.batch import current_batch
from efe_domain.commands.unit_of_work import current_unit
from efe_domain.shared.ledger import Search


class CitingStreams(Rights):
    """Search that the append repeats over events recorded since (phantom check)."""

    def streams_citing(self, names: Sequence[str], kinds: Collection[str], *, but: UUID) -> list[tuple[UUID, str]]:
        """Returns the streams of these kinds that cite one of the names; none if the recorder cannot search."""
        lookup: Callable[..., Sequence[tuple[UUID, str]]] = getattr(self.recorder, "streams_naming", lambda *_: ())
        search = Search(names, sorted(kinds), self.recorder.max_notification_id() or 0)
        batch = current_batch()
        in_batch = batch.streams_naming(names, kinds) if batch else ()
        streams = {*lookup(search.names, search.kinds), *in_batch}
        current_unit().searches.append(search)
        return sorted((stream, kind) for stream, kind in streams if stream != but)
