"""A small disk for each node, of memory; only root may mount one."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

SIZE = "800m"


def may_mount() -> bool:
    return os.geteuid() == 0


@contextmanager
def own_disks(home: Path, names: Sequence[str]) -> Iterator[None]:
    with ExitStack() as stack:
        for name in names:
            disk = home / name / "disk"
            disk.mkdir(parents=True)
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", disk], check=True)
            stack.callback(unmount, disk)
        yield


def unmount(disk: Path) -> None:
    subprocess.run(["umount", "--lazy", disk], check=False)
