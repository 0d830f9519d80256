"""Programs that tests run as processes of their own."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


def output_of(command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str], timeout: float) -> str:
    """Returns the output of a program. Fails unless it ends with status 0 within `timeout` seconds."""
    ended = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout
