"""Servers and workers as processes: they serve, follow, seal, and stop in order."""

import json
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from efe_infra.postgres.database import Database
from tests.infra.cli.here import efe as here
from tests.infra.cli.process import EFE, efe, environment, is_caught_up, read_position, readiness
from tests.infra.ledger.given import until
from tests.processes import program

PATIENCE_S = 60.0
"""Time that a busy machine may take. The end of a server in 15 seconds is for tests/hostile."""


def patient_environment(home: Path, database: Database) -> dict[str, str]:
    """The environment of a server that does not take a busy machine for a broken database."""
    return {**environment(home, database), "EFE_READY_WITHIN": "15"}


def await_caught_up(url: str) -> None:
    until(lambda: is_caught_up(url), within=PATIENCE_S)


@dataclass(frozen=True)
class Running:
    """A server that runs, with the environment of other commands beside it."""

    url: str
    log: Path
    env: Mapping[str, str]


@pytest.fixture(scope="module")
def running(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Runs a server that ends in order on SIGTERM."""
    home = tmp_path_factory.mktemp("home")
    env, log = patient_environment(home, module_database), home / "serve.log"
    here("grant", "--account", "administration", "--role", "administrator", env=env)
    with (
        log.open("wb") as lines,
        program([*EFE, "serve", "--port", "0"], env=env, stdout=subprocess.PIPE, stderr=lines) as serving,
    ):
        assert serving.stdout is not None
        url = serving.stdout.readline().split(" : ")[1].strip()
        await_caught_up(url)
        yield Running(url, log, {**env, "EFE_PORT": str(httpx.URL(url).port)})
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(PATIENCE_S) == 0


def test_a_server_answers_whom_it_knows(running: Running) -> None:
    token = efe("token", "--account", "coordination-liege", env={**running.env}).stdout.strip()

    question = {"query": "{ viewer { account { id } } }"}
    answer = httpx.post(running.url, json=question, headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE_S)

    assert answer.json()["data"]["viewer"]["account"]["id"].startswith("Account:")


def test_a_server_that_is_told_to_leave_tells_those_who_follow(database: Database, tmp_path: Path) -> None:
    env = patient_environment(tmp_path, database)
    here("grant", "--account", "audit", "--role", "auditor", env=env)
    bearer = {"Authorization": f"Bearer {efe('token', '--account', 'audit', env=env).stdout.strip()}"}
    query = {"query": 'subscription { auditEntries(bassin: LIEGE, after: "0") { kind } }'}

    with program([*EFE, "serve", "--port", "0"], env=env, stdout=subprocess.PIPE) as serving:
        assert serving.stdout is not None
        url = serving.stdout.readline().split(" : ")[1].strip()
        await_caught_up(url)
        headers = {**bearer, "Accept": "text/event-stream"}
        with httpx.stream("POST", url, json=query, headers=headers, timeout=PATIENCE_S) as following:
            lines = following.iter_lines()
            first = next(line for line in lines if line.startswith("data:"))
            serving.send_signal(signal.SIGTERM)
            rest = list(lines)
        status = serving.wait(PATIENCE_S)

    assert "register.access-granted.v1" in first
    assert [line for line in rest if "GOING_AWAY" in line]
    assert rest[-3:] == ["event: complete", "data:", ""]
    assert status == 0


def test_the_status_tells_of_the_server_at_its_address_and_of_its_workers(running: Running) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # a port where nothing listens
        elsewhere = {**running.env, "EFE_PORT": str(closed.getsockname()[1])}
        shown, alone = here("status", env=running.env), here("status", env=elsewhere)
    told = json.loads(here("status", "--json", env=running.env).stdout)

    assert (shown.returncode, alone.returncode) == (0, 0)
    assert "prêt" in shown.stdout
    assert {each["name"]: each["state"] for each in told["server"]["workers"]} == dict.fromkeys(
        ("read-position", "projections", "seal", "live-trail", "webhooks", "tables"), "running"
    )
    assert "« projections »" in shown.stdout
    assert "aucun à cette adresse" in alone.stdout


def test_the_projections_follow_in_a_process_of_their_own(database: Database, tmp_path: Path) -> None:
    env = patient_environment(tmp_path, database)

    with program([*EFE, "project"], env=env, stdout=subprocess.PIPE) as following:
        assert following.stdout is not None
        following.stdout.readline()
        granted = here("grant", "--account", "administration", "--role", "administrator", env=env)
        until(lambda: read_position(database) == 1, within=PATIENCE_S)
        following.send_signal(signal.SIGTERM)
        status = following.wait(PATIENCE_S)

    assert granted.returncode == 0, granted.stderr
    assert status == 0


def test_a_server_with_local_tokens_warns_in_its_log(running: Running) -> None:
    first = json.loads(running.log.read_text().partition("\n")[0])

    assert (first["event"], first["level"]) == ("local issuer", "warning")


def test_a_server_seals_what_it_serves(running: Running) -> None:
    until(lambda: readiness(running.url).get("sealLag") == 0, within=PATIENCE_S)
    details = readiness(running.url)

    assert (details["sealLag"], details["sealLagSeconds"]) == (0, 0)
    assert "Événements scellés : 0." in here("seal", env=running.env).stderr
