"""Lines of an export whose events a signed log seals: evidence bundles confirm them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import date
from heapq import merge
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from efe_domain.decision.events import DecisionAdopted
from efe_domain.shared.codec import decode
from efe_domain.shared.errors import Refusal
from efe_domain.shared.event import Event
from efe_infra.importing.event_inputs import Said
from efe_infra.importing.export import Exporter
from efe_infra.importing.inputs import parsed_input
from efe_infra.importing.lines import BESIDE, ImportLine
from efe_infra.ledger.pages import LedgerEvent
from efe_infra.transparency.evidence.bundle_events import Bundle


class SealedLines:
    """Lines that `efe export-commands` writes for sealed events, by their keys."""

    def __init__(self, lines: Iterable[Said] = (), late_until: Mapping[str, date] | None = None) -> None:
        self._lines = {line["key"]: line for line in lines}
        self._late_until = late_until or {}

    def late_until(self, line: ImportLine) -> date | None:
        """Returns the last day for late words, if the event of that key is an adoption that has one."""
        return self._late_until.get(line.key)

    def has(self, line: ImportLine, command_input: Any) -> bool:
        """Tells whether the line is that of a sealed event: the same account, the same ids, the same command."""
        sealed = self._lines.get(line.key)
        if sealed is None or (line.by, line.command) != (sealed.get("by", ""), _command(sealed)):
            return False
        if str(line.new_id or "") != sealed.get("newId", ""):
            return False
        with suppress(Refusal):
            return bool(parsed_input(line.command, sealed[line.command]) == command_input)
        return False


def lines_in(bundles: Sequence[Path], keys: str) -> SealedLines:
    """Verifies bundles of one log, and returns the lines of their events. `keys` has one key of the log a line.

    Raises `BundleUnreadable`, `Fault` for a bundle that is not proven, or `ValueError` for invalid keys.
    """
    with ExitStack() as stack:
        sources = [stack.enter_context(Bundle(path, keys)) for path in bundles]
        late_until: dict[str, date] = {}
        events = _with_late_words(_together(_events(bundle) for bundle in sources), late_until)
        return SealedLines(list(Exporter(_stream_of(sources)).lines(events)), late_until)


def _together(sources: Iterable[Iterator[LedgerEvent]]) -> Iterator[LedgerEvent]:
    """Yields the events of several Instances in their order; what several have, once."""
    for _, same in groupby(merge(*sources, key=_POSITION), key=_POSITION):
        yield next(same)


def _with_late_words(events: Iterable[LedgerEvent], late_until: dict[str, date]) -> Iterator[LedgerEvent]:
    """Yields the events, and keeps for each adoption its last day for late words."""
    for each in events:
        if each.topic.startswith(ADOPTION):
            adopted = decode(each.topic, each.state)
            if isinstance(adopted, DecisionAdopted) and adopted.late_until:
                late_until[str(each.position)] = adopted.late_until
        yield each


def _events(bundle: Bundle) -> Iterator[LedgerEvent]:
    for page in bundle.pages(0):
        yield from page


def _stream_of(bundles: Sequence[Bundle]) -> Callable[[UUID], Iterable[Event]]:
    def stream(entity: UUID) -> Iterable[Event]:
        for bundle in bundles:
            with suppress(KeyError):
                return [decode(each.topic, each.state) for each in bundle.stream(entity, bundle.until)]
        return ()

    return stream


def _command(line: Said) -> str:
    return next(name for name in line if name not in BESIDE)


ADOPTION: Final = DecisionAdopted.TOPIC.rpartition(".")[0]
_POSITION: Final = attrgetter("position")
