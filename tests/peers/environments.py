"""Python clients that want other libraries than ours: an environment for each set of pins, made once."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.peers.node import HERE, PATIENCE, alone

ROOT = HERE.parents[1]
CACHE = ROOT / ".cache" / "python"


def environment(name: str) -> Path:
    """The folder of the programs of the environment whose pins are in `python/NAME.txt`."""
    pins = HERE / "python" / f"{name}.txt"
    version = f"{sys.version_info.major}.{sys.version_info.minor}".encode()
    folder = CACHE / hashlib.sha256(version + pins.read_bytes()).hexdigest()[:16]
    made = folder / "made"
    with alone(CACHE / "lock"):
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder, pins)
            made.touch()  # last: a program in it names the folder, which cannot be renamed into place
    return folder / "bin"


def make(folder: Path, pins: Path) -> None:
    python = folder / "bin" / "python"
    if uv := uv_of_the_checkout():
        commands: list[list[str | Path]] = [
            [uv, "venv", "--quiet", "--python", sys.executable, folder],
            [uv, "pip", "install", "--quiet", "--python", python, "--requirement", pins],
        ]
    else:
        commands = [
            [sys.executable, "-m", "venv", folder],
            [python, "-m", "pip", "install", "--quiet", "--requirement", pins],
        ]
    with TemporaryDirectory() as elsewhere:  # where uv finds no constraints of ours
        for command in commands:
            subprocess.run(command, cwd=elsewhere, check=True)


def uv_of_the_checkout() -> str | None:
    """`uv run` says where it is; `.uv` is where the README puts it."""
    return os.environ.get("UV") or shutil.which("uv") or shutil.which("uv", path=str(ROOT / ".uv" / "bin"))


def run(*command: str | Path, folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
