"""Prints the pins of `pyproject.toml` for pip, which does not read them there; run at the top of the checkout."""

import sys
import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
sys.stdout.writelines(f"{pin}\n" for pin in project["tool"]["uv"]["constraint-dependencies"])
