"""Temporary files and folders that a killed process left behind."""

import time
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir
from typing import Final

UNFINISHED: Final = ".efe-part"
"""End of the name of an unfinished file or folder beside its target. No other program makes such names."""
ABANDONED_S: Final = 24 * 3600.0
"""Time without a change after which no process works on it any more."""


def remove_abandoned(folder: Path | None = None, pattern: str = f".*{UNFINISHED}") -> None:
    """Removes what fits the pattern and has not changed for a day; without a folder, in that of temporary files."""
    for path in (folder or Path(gettempdir())).glob(pattern):
        with suppress(OSError):
            if time.time() - path.lstat().st_mtime > ABANDONED_S:
                rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
