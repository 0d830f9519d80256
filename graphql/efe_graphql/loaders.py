"""Data loaders: what many objects of an answer need is read at once."""

from collections import defaultdict
from collections.abc import Awaitable
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from anyio.to_thread import run_sync
from strawberry.dataloader import DataLoader

from efe_graphql.ports import AccountOnFile, PersonOnFile, Reads, Vault
from efe_projections.projection import Key
from efe_projections.reads.batch import Batch
from efe_projections.viewer import Viewer

type Asked = tuple[int, Key]


class Rows:
    """Rows by key as of a position: one query for all that ask for the same kind of key at the same position."""

    def __init__(self, reads: Reads, viewer: Viewer) -> None:
        self._reads = reads
        self._viewer = viewer
        self._loaders: dict[Batch[Any], DataLoader[Asked, Any]] = {}

    def all[T: msgspec.Struct](self, batch: Batch[T], key: Key, *, at: int) -> Awaitable[list[T]]:
        if batch not in self._loaders:
            self._loaders[batch] = DataLoader(partial(self._load, batch))
        return self._loaders[batch].load((at, key))

    async def one[T: msgspec.Struct](self, batch: Batch[T], key: Key, *, at: int) -> T | None:
        return next(iter(await self.all(batch, key, at=at)), None)

    async def _load[T: msgspec.Struct](self, batch: Batch[T], asked: list[Asked]) -> list[list[T]]:
        found: dict[Asked, list[T]] = defaultdict(list)
        for at in {at for at, _ in asked}:
            keys = [key for position, key in asked if position == at]
            for row in await self._reads.fetch(batch.read(keys, at, self._viewer)):
                found[at, batch.key_of(row)].append(row)
        return [found[each] for each in asked]


class People:
    """Persons and accounts of the vault; None for those that it does not hold, or no longer."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self.person = DataLoader(self._persons).load
        self.account = DataLoader(self._accounts).load

    async def _persons(self, ids: list[UUID]) -> list[PersonOnFile | None]:
        found = await run_sync(self._vault.persons, ids)
        return [found.get(each) for each in ids]

    async def _accounts(self, ids: list[UUID]) -> list[AccountOnFile | None]:
        return await run_sync(lambda: [self._vault.account(each) for each in ids])
