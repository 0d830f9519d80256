"""The network between the nodes of a cluster, which can be cut without a right over the machine."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.cluster import relays


class Network:
    """Network of nodes by name, each of which works in a folder of its own."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        self._folders = folders

    @contextmanager
    def running(self) -> Iterator[None]:
        folders = [f"{name}={folder}" for name, folder in self._folders.items()]
        with subprocess.Popen(
            [sys.executable, "-m", relays.__name__, *folders],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        ) as self._process:
            try:
                yield
            finally:
                self._process.kill()

    def front(self, node: str, port: int) -> int:
        """The port at which the others reach this one of the node."""
        return int(self._answer("front", node, str(port)))

    def part(self, *nodes: str) -> None:
        """From now on nothing passes between these nodes and the others, and nobody is told."""
        self._answer("part", *nodes)

    def heal(self) -> None:
        self._answer("part")

    def _answer(self, *words: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(" ".join(words) + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()
