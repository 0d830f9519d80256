"""Data loaders: one query for the rows, persons or accounts that many objects of an answer need."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import msgspec
from anyio.to_thread import run_sync
from strawberry.dataloader import DataLoader

from efe_graphql.request.ports import Reads, Vault
from efe_graphql.request.vault_rows import AccountOnFile, PersonOnFile
from efe_projections.engine.batch import KeyBatch
from efe_projections.engine.projection import Key
from efe_projections.engine.viewer import Viewer

type Asked = tuple[int, Key]

_NO_ROWS: Final[list[Any]] = []


class RowLoader:
    """Rows by key as of a position: one query for all keys of the same batch."""

    def __init__(self, reads: Reads, viewer: Viewer) -> None:
        self._reads = reads
        self._viewer = viewer
        self._kept: dict[KeyBatch[Any], dict[Asked, list[Any]]] = defaultdict(dict)
        self._loading: dict[KeyBatch[Any], list[Load]] = defaultdict(list)

    async def all[T: msgspec.Struct](self, batch: KeyBatch[T], key: Key, *, at: int) -> list[T]:
        lookup, loaded = (at, key), self._kept[batch]
        rows = loaded.get(lookup)
        if rows is None:
            await self.prefetch(batch, [lookup])
            rows = loaded[lookup]
        return rows

    async def one[T: msgspec.Struct](self, batch: KeyBatch[T], key: Key, *, at: int) -> T | None:
        return next(iter(await self.all(batch, key, at=at)), None)

    def first(self, batch: KeyBatch[Any], lookups: Iterable[Asked]) -> list[Any]:
        """Returns the first row, or None, for each prefetched key."""
        return [next(iter(rows), None) for rows in map(self._kept[batch].__getitem__, lookups)]

    async def prefetch(self, batch: KeyBatch[Any], lookups: Iterable[Asked]) -> None:
        """Reads the rows of keys ahead of the resolvers, in one query with the other keys of the batch."""
        missing = set(lookups).difference(self._kept[batch])  # `-` would hash all kept keys anew, slow for a UUID
        waited = []
        for load in self._loading[batch] if missing else ():
            if load.begun and not missing.isdisjoint(load.lookups):
                waited.append(load)
                missing -= load.lookups
        if missing:
            waited.append(self._join(batch, missing))
        for load in waited:
            await asyncio.shield(load.finished)

    def _join(self, batch: KeyBatch[Any], lookups: set[Asked]) -> "Load":
        loading = self._loading[batch]
        if not loading or loading[-1].begun:
            load = Load()
            load.finished = asyncio.ensure_future(self._load(batch, load))
            loading.append(load)
        loading[-1].lookups |= lookups
        return loading[-1]

    async def _load(self, batch: KeyBatch[Any], load: "Load") -> None:
        load.begun = True
        rows_by_key: dict[Asked, list[Any]] = defaultdict(list)
        try:
            for at in {at for at, _ in load.lookups}:
                keys = [key for position, key in load.lookups if position == at]
                for row in await self._reads.fetch(batch.read(keys, at, self._viewer)):
                    rows_by_key[at, batch.key_of(row)].append(row)
            self._kept[batch].update(dict.fromkeys(load.lookups, _NO_ROWS))
            self._kept[batch].update(rows_by_key)
        finally:
            self._loading[batch].remove(load)


@dataclass(eq=False)
class Load:
    """One query of a batch. Keys join until it begins; later keys join the next query."""

    lookups: set[Asked] = field(default_factory=set)
    begun: bool = False
    finished: asyncio.Future[None] = field(init=False)


def shared_loader[K, T](load_all: Callable[[list[K]], Awaitable[Sequence[T]]]) -> Callable[[K], Awaitable[T]]:
    """Returns a loader of values by key.

    Tasks that need the same value wait for one future. One that is cancelled must not cancel it for the others.
    """
    load = DataLoader(load_all).load
    return lambda key: asyncio.shield(load(key))


class PeopleLoader:
    """Persons and accounts of the vault; None for those that it does not hold."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self.person = shared_loader(self._persons)
        self.account = shared_loader(self._accounts)

    async def _persons(self, ids: list[UUID]) -> list[PersonOnFile | None]:
        persons = await run_sync(self._vault.persons, ids)
        return [persons.get(each) for each in ids]

    async def _accounts(self, ids: list[UUID]) -> list[AccountOnFile | None]:
        return await run_sync(lambda: [self._vault.account(each) for each in ids])
