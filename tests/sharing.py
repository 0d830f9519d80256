"""How several processes share the tests: a file is of one of them, and so is a folder whose tests share a world."""

from pathlib import PurePosixPath

from xdist.scheduler import LoadScopeScheduling

OF_ONE_WORLD = "tests/api/isolation", "tests/api/sweep"
"""Folders with a world that takes long to build."""


class ByWorld(LoadScopeScheduling):  # type: ignore[misc] # the library has no types
    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        folder = PurePosixPath(file).parent.as_posix()
        return folder if folder in OF_ONE_WORLD else file
