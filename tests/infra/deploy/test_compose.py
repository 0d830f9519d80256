"""The files of Compose, and the proxy in them, are what their programs read and what the application is."""

import json
import os
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from compose_spec import PyCompose

from efe_infra.console.web.form_file import FORM_OVERHEAD_BYTES
from efe_infra.http.app import MAX_BODY
from efe_infra.http.server.connection_limits import ConnectionLimits
from efe_infra.settings import Settings
from tests.infra.deploy.checks import unpinned
from tests.infra.deploy.proxies import CADDY, caddy
from tests.infra.deploy.shipped import COMPOSE, DEPLOY, composed, documents, found, text
from tests.infra.ledger.given import until
from tests.local import free_port
from tests.processes import program

FORM_BYTES = 22_000_000
"""Limit of the form that uploads a document: the document, and what a browser adds."""
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
        ("secrets: [EFE_COMMAND_URL,", "secrets: [EFE_COMMANDS_URL,"),
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
    """Returns the configuration that Caddy derives from its file."""
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

    assert set(found(server, "max_size")) == {settings.max_document, FORM_BYTES, MAX_BODY}
    assert settings.max_document + FORM_OVERHEAD_BYTES < FORM_BYTES
    assert server["max_header_bytes"] == limits.header_bytes
    assert server["read_header_timeout"] == settings.header_timeout * 1e9
    for health in found(server, "active"):
        assert health["uri"] == "/health/ready"
        assert health["timeout"] > settings.ready_within * 1e9
    assert {each["idle_timeout"] < settings.keep_alive * 1e9 for each in found(server, "keep_alive")} == {True}
    assert len(list(found(server, "keep_alive"))) == 3


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
    settings = Settings.from_environment({name: each for name, each in first.items() if name.startswith("EFE_")})

    assert made() == first
    assert settings.sealing_key
    assert settings.database_url
    assert first["DATABASE_PASSWORD"] in settings.database_url.get_secret_value()
    assert (tmp_path / "secrets").stat().st_mode & 0o77 == 0


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_what_serves_has_no_login_of_the_owner(path: Path) -> None:
    services: dict[str, Any] = composed(path.read_text("utf-8"))["services"]
    owners = {name for name, each in services.items() if "EFE_DATABASE_URL" in each.get("secrets", [])}

    assert owners == {"migrate", "tables", "backup"}
    for service in services.values():
        if service.get("command", [""])[0] == "efe":
            assert {"EFE_COMMAND_URL", "EFE_PROJECTOR_URL", "EFE_READ_URL"} <= set(service["secrets"])


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_the_schema_comes_before_the_processes_and_the_tables_when_an_operator_starts_them(path: Path) -> None:
    services: dict[str, Any] = composed(path.read_text("utf-8"))["services"]
    serving = [each for each in services.values() if each.get("command") == ["efe", "serve"]]
    runbook = text("runbooks", "upgrade.md")
    steps = [
        f"{path.name} {each}"
        for each in ("run --rm --no-deps migrate", "up -d --no-deps efe", "run --rm --no-deps tables")
    ]

    assert services["migrate"]["command"] == ["efe", "migrate", "--schema"]
    assert services["tables"]["command"] == ["efe", "migrate", "--tables"]
    assert services["tables"]["profiles"] == ["tables"]
    assert "profiles" in services["migrate"] or all("migrate" in each["depends_on"] for each in serving)
    assert [runbook.index(each) for each in steps] == sorted(runbook.index(each) for each in steps)


def test_nodes_listen_on_their_own_network_and_ask_for_a_certificate() -> None:
    services = composed(text("compose", "three.yaml"))["services"]
    etcd, patroni = services["etcd"]["command"], services["postgres"]["environment"]
    listening = [each.partition("=")[2] for each in etcd if each.startswith("--listen-")]

    assert "http://" not in " ".join(etcd)
    assert {"--client-cert-auth", "--peer-client-cert-auth"} <= set(etcd)
    assert [each.rpartition(":")[0] for each in listening] == ["https://10.0.0.1"] * 2
    assert patroni["PATRONI_ETCD3_PROTOCOL"] == "https"
    assert patroni["PATRONI_RESTAPI_VERIFY_CLIENT"] == "required"
    assert patroni["PATRONI_RESTAPI_LISTEN"].startswith("10.0.0.1:")
    certificates = {name: each for name, each in patroni.items() if each.startswith("/run/secrets/")}
    assert len(certificates) == 9
    targets = {each["target"] for each in services["postgres"]["secrets"] if isinstance(each, dict)}
    assert {Path(each).name for each in certificates.values()} <= targets


@pytest.fixture(scope="module")
def node_secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("node")
    hosts = "127.0.0.1:5432,10.0.0.2:5432,pg.example.org:5432"
    subprocess.run(["sh", DEPLOY / "compose" / "make-secrets.sh", hosts], cwd=folder, check=True, timeout=20)
    secrets = folder / "secrets"
    for name, target in (("NODE_CA", "node-ca.pem"), ("NODE_CERTIFICATE", "node.pem"), ("NODE_KEY", "node.key")):
        (secrets / target).write_bytes((secrets / name).read_bytes())
    return secrets


def test_the_certificate_of_the_nodes_names_each_of_them(node_secrets: Path) -> None:
    verified = subprocess.run(
        ["openssl", "verify", "-CAfile", node_secrets / "node-ca.pem", node_secrets / "node.pem"],
        capture_output=True,
        text=True,
        check=True,
        timeout=10,
    )
    shown = subprocess.run(
        ["openssl", "x509", "-in", node_secrets / "node.pem", "-noout", "-ext", "subjectAltName"],
        capture_output=True,
        text=True,
        check=True,
        timeout=10,
    )

    assert verified.stdout.endswith("OK\n")
    names = {each.strip() for each in shown.stdout.splitlines()[1].split(",")}
    assert names == {"IP Address:127.0.0.1", "IP Address:10.0.0.2", "DNS:pg.example.org"}
    assert not list(node_secrets.glob("*ca.key*"))


@pytest.mark.skipif(not shutil.which("etcd"), reason="etcd is not there")
def test_etcd_serves_nodes_and_nobody_else(node_secrets: Path, tmp_path: Path) -> None:
    """With the command of three.yaml, for one node of this machine."""
    client, peer = free_port(), free_port()
    command = [
        each.replace("10.0.0.1:2379", f"127.0.0.1:{client}")
        .replace("10.0.0.1:2380", f"127.0.0.1:{peer}")
        .replace("/run/secrets", str(node_secrets))
        .replace("/data", str(tmp_path / "data"))
        for each in composed(text("compose", "three.yaml"))["services"]["etcd"]["command"]
    ]
    alone = [
        f"--initial-cluster=efe-1=https://127.0.0.1:{peer}" if each.startswith("--initial-cluster=") else each
        for each in command
    ]
    trusting = ssl.create_default_context(cafile=str(node_secrets / "node-ca.pem"))
    node = ssl.create_default_context(cafile=str(node_secrets / "node-ca.pem"))
    node.load_cert_chain(node_secrets / "node.pem", node_secrets / "node.key")
    url = f"https://127.0.0.1:{client}/version"

    with program(alone, env={**os.environ}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as etcd:
        until(lambda: answers(url, node), within=20)
        assert not answers(url, trusting)
        assert not answers(url.replace("https", "http"), None)
        assert not answers(f"https://127.0.0.1:{peer}/version", trusting)
        etcd.terminate()


def answers(url: str, context: ssl.SSLContext | None) -> bool:
    try:
        return httpx.get(url, verify=context or True, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def test_the_proxy_lets_an_upload_of_the_console_through(tmp_path: Path) -> None:
    """A document of the documented size, in the form of a browser."""
    port = free_port()
    with backend() as upstream, caddy([upstream], port, tmp_path):
        url = f"http://127.0.0.1:{port}"
        until(lambda: answers(f"{url}/health/ready", None), within=20)
        size = Settings().max_document + FORM_OVERHEAD_BYTES
        sent = {
            path: httpx.post(url + path, content=b"a" * length, timeout=30).status_code
            for path, length in {
                "/instances/liege/documents": size,
                "/reunions/1/actes/proces-verbal": size,
                "/decisions/1/actes/retirer/1": size,
                "/instances/liege/piste/1/rectifier": size,
                "/instances/liege/documents?suite=/": FORM_BYTES + 1,
                "/instances/liege/actes/creer-un-pole": 1_000_001,
                "/graphql": 1_000_001,
            }.items()
        }

    assert list(sent.values()) == [200, 200, 200, 200, 413, 413, 413]


@contextmanager
def backend() -> Iterator[int]:
    """A process of the platform as the proxy sees it: it reads what it is sent."""

    class Reading(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        do_POST = do_GET  # noqa: N815 - the name that the library calls

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Reading) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()
