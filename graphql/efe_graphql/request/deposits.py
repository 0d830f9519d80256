"""Deposits of documents: the name, the depositor and the day that an Instance gave, for viewers of an act."""

from collections.abc import Callable, Collection, Sequence

from anyio.to_thread import run_sync

from efe_domain.shared.documents import Deposit
from efe_graphql.request.loaders import shared_loader
from efe_projections.engine.viewer import Viewer

type Lookup = tuple[str, tuple[str, ...]]
"""A SHA-256, and the Instances whose deposit the viewer may see."""


type FindDeposits = Callable[[Collection[str], Collection[str]], Sequence[Deposit]]
"""Blocking function that returns the deposits of some documents by some Instances, in the order of the Instances."""


def naming_bassins(bassins: Collection[str], viewer: Viewer) -> tuple[str, ...]:
    """Returns the Instances of an act whose deposit a viewer of the act may see.

    Of an act of several Instances, these are the viewer's own only. Otherwise an Instance that cites a document
    there would learn whether another one keeps the same bytes.
    """
    concerned = frozenset(bassins)
    return tuple(sorted(concerned if len(concerned) == 1 else concerned & frozenset(viewer.bassins)))


class DepositLoader:
    """Deposits of the documents of an answer, in one query; None without one."""

    def __init__(self, find: FindDeposits) -> None:
        self._find = find
        self.deposit = shared_loader(self._load)

    async def _load(self, lookups: list[Lookup]) -> list[Deposit | None]:
        digests = {sha256 for sha256, bassins in lookups if bassins}
        concerned = {bassin for _, bassins in lookups for bassin in bassins}
        stored = await run_sync(self._find, digests, concerned) if digests else []
        return [
            next((each for each in stored if each.sha256 == sha256 and each.bassin in bassins), None)
            for sha256, bassins in lookups
        ]
