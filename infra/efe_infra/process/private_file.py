"""Files with secrets, readable by their owner only."""

import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4


def made_once(path: Path, content: str) -> str:
    """Writes the file to disk unless it exists, and returns its content. Of two processes at once, one writes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{uuid4()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
    return path.read_text()
