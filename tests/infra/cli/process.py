"""The command line in a process of its own, as a person runs it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import psycopg

from efe_infra.postgres.database import Database

EFE = [sys.executable, "-c", "from efe_infra.cli import main; main()"]


def environment(home: Path, database: Database | None = None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EFE_")}
    url = {"EFE_DATABASE_URL": database.admin} if database else {}
    return {**kept, "EFE_HOME": str(home), "COLUMNS": "200", **url}


def efe(*words: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*EFE, *words], env=env, capture_output=True, text=True, timeout=120, check=False)


def fails_in_one_line(done: subprocess.CompletedProcess[str]) -> bool:
    return done.returncode == 1 and done.stderr.startswith("Erreur : ") and done.stderr.count("\n") == 1


def is_caught_up(url: str) -> bool:
    """Tells whether a server has read all that was recorded before its start, roles included."""
    return readiness(url).get("lag") == 0


def readiness(url: str) -> dict[str, Any]:
    """The readiness of a server with this GraphQL address."""
    found: dict[str, Any] = httpx.get(url.replace("/graphql", "/health/ready"), timeout=60).json()
    return found


def read_position(database: Database) -> int:
    with psycopg.connect(database.admin) as connection:
        return connection.execute("select coalesce(max(position), 0) from read.position").fetchall()[0][0]  # type: ignore[no-any-return]
