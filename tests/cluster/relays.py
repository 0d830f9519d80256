"""`python -m tests.cluster.relays NAME=FOLDER …`: the network between nodes, in a process of its own.

Each port of a node that others reach is behind a relay, which asks the system which node it is that calls: all that a
node runs works in the folder of the node. Commands come on input, one a line, and each is answered by a line:
`front NAME PORT` by the port of the relay, `part NAME …` by nothing; nothing passes any more between these nodes and
the others, and nobody is told; without a name, all passes again.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tests.local import LOCAL

BLOCK = 1 << 16


class Relays:
    def __init__(self, folders: Mapping[str, Path]) -> None:
        self._folders = folders
        self._apart = frozenset[str]()
        self._changed = asyncio.Event()
        self._listening: list[asyncio.Server] = []

    async def answer(self, command: str, *words: str) -> str:
        match command, words:
            case "front", [name, port]:
                return str(await self._front(name, int(port)))
            case "part", names:
                self._apart = frozenset(names)
                self._changed.set()
                self._changed = asyncio.Event()
                return ""
        raise ValueError(command)

    async def _front(self, name: str, port: int) -> int:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(OSError):
                await self._join(name, port, reader, writer)
            writer.close()

        self._listening.append(await asyncio.start_server(connected, LOCAL, 0))
        found: int = self._listening[-1].sockets[0].getsockname()[1]
        return found

    async def _join(self, name: str, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not (caller := node_of(writer.get_extra_info("peername")[1], self._folders)):
            return  # it has gone already
        pair = caller, name
        await self._passes(pair)
        there, back = await asyncio.open_connection(LOCAL, port)
        await asyncio.gather(self._pass_on(reader, back, pair), self._pass_on(there, writer, pair))

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pair: Sequence[str]) -> None:
        """Relays both directions, the end of either included."""
        with suppress(OSError):
            while data := await reader.read(BLOCK):
                await self._passes(pair)
                writer.write(data)
                await writer.drain()
        await self._passes(pair)
        writer.close()

    async def _passes(self, pair: Sequence[str]) -> None:
        while len(self._apart.intersection(pair)) == 1:
            await self._changed.wait()


def node_of(port: int, folders: Mapping[str, Path]) -> str:
    """Returns the node whose connection begins at this port; empty without one."""
    if socket := socket_at(port):
        for process in Path("/proc").iterdir():
            with suppress(OSError):  # it has ended, or is of somebody else
                folder = Path(process, "cwd").readlink() if process.name.isdecimal() else Path("/")
                name = next((name for name, own in folders.items() if folder.is_relative_to(own)), "")
                if name and socket in map(os.readlink, Path(process, "fd").iterdir()):
                    return name
    return ""


def socket_at(port: int) -> str:
    """As the system names it among the files of a process."""
    at = f":{port:04X}"
    with Path("/proc/net/tcp").open() as table:
        for line in table:
            _, address, *_, inode = line.split(maxsplit=10)[:10]
            if address.endswith(at) and inode != "0":
                return f"socket:[{inode}]"
    return ""


async def lines() -> AsyncIterator[list[str]]:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        yield line.decode().split()


async def main() -> None:
    relays = Relays({name: Path(folder) for name, _, folder in (each.partition("=") for each in sys.argv[1:])})
    async for words in lines():
        print(await relays.answer(*words), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
