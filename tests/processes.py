"""Programs that tests run as processes of their own."""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any


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


@contextmanager
def program(command: Sequence[str | Path], **options: Any) -> Iterator[subprocess.Popen[str]]:
    """Starts a program whose streams are text. A test that fails before it stops the program does not wait for it."""
    with subprocess.Popen(command, text=True, **options) as process:
        try:
            yield process
        finally:
            process.kill()
