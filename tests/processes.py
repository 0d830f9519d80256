"""Programs that tests run as processes of their own."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


def output_of(command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str], timeout: float) -> str:
    """What it prints. It ends with status 0 within so many seconds."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
