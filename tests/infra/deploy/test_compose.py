"""The files of Compose, and the proxy in them, are what their programs read and what the application is."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from compose_spec import PyCompose

from efe_infra.http.app import MAX_BODY
from efe_infra.http.server.connection_limits import ConnectionLimits
from efe_infra.settings import Settings
from tests.infra.deploy.checks import unpinned
from tests.infra.deploy.shipped import COMPOSE, DEPLOY, composed, documents, found, text

CADDY = Path(sys.executable).with_name("caddy")
HELD = ("read_only", "cap_drop", "security_opt", "mem_limit")


def schema_faults(content: str) -> str:
    composition = composed(content)
    composition["services"] = {
        name: {key: each for key, each in service.items() if key != "<<"}
        for name, service in composition["services"].items()
    }
    try:
        read = PyCompose.from_json(json.dumps(composition))
        for check in (read.validate, read.validate_configs, read.validate_secrets, read.validate_networks):
            check()
    except ValueError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_it_fits_the_specification_of_compose(path: Path) -> None:
    assert schema_faults(path.read_text("utf-8")) == ""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("stop_grace_period:", "stop_grace_periode:"),
        ("secrets: [EFE_DATABASE_URL,", "secrets: [EFE_DATABASE,"),
        ("networks: [inside, outside]", "networks: [inside, outsde]"),
    ],
)
def test_a_slip_in_it_is_seen(right: str, wrong: str) -> None:
    content = text("compose", "one.yaml")

    assert right in content
    assert schema_faults(content.replace(right, wrong))


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_it_takes_pinned_images_files_that_are_there_and_secrets_from_files(path: Path) -> None:
    composition = composed(path.read_text("utf-8"))
    files = [Path(each["file"]) for each in composition["configs"].values()]

    assert unpinned(found(composition, "image")) == []
    assert [each for each in files if not (path.parent / each).is_file()] == []
    assert {Path(each["file"]).parent.name for each in composition["secrets"].values()} == {"secrets"}


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_its_processes_are_held_and_are_asked_whether_they_are_ready(path: Path) -> None:
    services: dict[str, Any] = composed(path.read_text("utf-8"))["services"]
    serving = {name: each for name, each in services.items() if each.get("command") == ["efe", "serve"]}

    assert serving
    for service in serving.values():
        port = service["environment"]["EFE_PORT"]
        assert f":{port}/health/ready" in service["healthcheck"]["test"][-1]
        assert all(service.get(each) for each in HELD)
        assert int(service["stop_grace_period"].removesuffix("s")) > Settings().grace
        assert f":{port}" in services["proxy"]["environment"]["UPSTREAMS"]
    assert "privileged" not in json.dumps(services).replace("no-new-privileges", "")


def test_one_machine_and_three_have_the_same_settings_and_three_have_replicas() -> None:
    one, three = (composed(path.read_text("utf-8"))["services"] for path in COMPOSE)

    assert one["efe-1"] == one["efe-2"] == one["efe-3"]
    assert {*one["efe-1"]["environment"], "EFE_READ_URLS"} == set(three["efe"]["environment"])


def test_commits_wait_for_a_second_node_and_stop_without() -> None:
    [patroni] = documents(text("compose", "patroni.yaml"))
    dcs = patroni["bootstrap"]["dcs"]

    assert (dcs["synchronous_mode"], dcs["synchronous_mode_strict"], dcs["synchronous_node_count"]) == (True, True, 1)
    assert "synchronous_commit" not in dcs["postgresql"]["parameters"]
    assert [line for line in patroni["postgresql"]["pg_hba"] if "trust" in line] == []
    assert unpinned([text("compose", "Patroni.Containerfile").split("FROM ")[1].split()[0]]) == []


def adapted(content: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What Caddy makes of its file."""
    file = folder / "Caddyfile"
    file.write_text(content, "utf-8")
    given = {"SITE": "efe.example.org", "UPSTREAMS": "efe-1:8000 efe-2:8000", "HOME": str(folder), **os.environ}
    command = [str(CADDY), "adapt", "--adapter", "caddyfile", "--config", str(file), "--validate"]
    return subprocess.run(command, env=given, capture_output=True, text=True, timeout=60, check=False)


def test_the_bounds_of_the_proxy_are_those_of_the_application(tmp_path: Path) -> None:
    done = adapted(text("compose", "Caddyfile"), tmp_path)
    assert done.returncode == 0, done.stderr
    server = json.loads(done.stdout)["apps"]["http"]["servers"]["srv0"]
    settings, limits = Settings(), ConnectionLimits()

    assert set(found(server, "max_size")) == {settings.max_document, MAX_BODY}
    assert server["max_header_bytes"] == limits.header_bytes
    assert server["read_header_timeout"] == settings.header_timeout * 1e9
    for health in found(server, "active"):
        assert health["uri"] == "/health/ready"
        assert health["timeout"] > settings.ready_within * 1e9
    assert {each["idle_timeout"] < settings.keep_alive * 1e9 for each in found(server, "keep_alive")} == {True}
    assert len(list(found(server, "keep_alive"))) == 2


def test_a_slip_in_the_file_of_the_proxy_is_seen(tmp_path: Path) -> None:
    assert adapted(text("compose", "Caddyfile").replace("health_uri", "health_url"), tmp_path).returncode != 0


def test_scripts_are_those_of_a_plain_shell() -> None:
    scripts = sorted(DEPLOY.rglob("*.sh"))

    assert scripts
    for script in scripts:
        assert script.read_text("utf-8").startswith("#!/bin/sh\n")
        assert subprocess.run(["sh", "-n", script], check=False, timeout=10).returncode == 0


def test_a_secret_in_a_file_is_a_variable_of_the_command(tmp_path: Path) -> None:
    (tmp_path / "EFE_DATABASE_URL").write_text("postgresql://efe:a b@postgres/efe\n", "utf-8")
    script = DEPLOY / "bin" / "from-secrets.sh"
    done = subprocess.run(
        ["sh", script, "printenv", "EFE_DATABASE_URL"],
        env={"PATH": os.environ["PATH"], "CREDENTIALS_DIRECTORY": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=10,
        check=True,
    )

    assert done.stdout == "postgresql://efe:a b@postgres/efe\n"


def test_secrets_are_made_once_and_are_what_the_settings_take(tmp_path: Path) -> None:
    script = DEPLOY / "compose" / "make-secrets.sh"

    def made() -> dict[str, str]:
        subprocess.run(["sh", script, "postgres:5432"], cwd=tmp_path, check=True, capture_output=True, timeout=10)
        return {path.name: path.read_text("utf-8") for path in (tmp_path / "secrets").iterdir()}

    first = made()
    settings = Settings.chosen({name: each for name, each in first.items() if name.startswith("EFE_")})

    assert made() == first
    assert settings.sealing_key
    assert settings.database_url
    assert first["DATABASE_PASSWORD"] in settings.database_url.get_secret_value()
    assert (tmp_path / "secrets").stat().st_mode & 0o77 == 0
