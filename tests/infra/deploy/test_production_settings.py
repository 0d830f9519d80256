"""The files for operators carry what production needs, mail and metrics, and believe only the proxy."""

from collections.abc import Mapping
from typing import Any

import pytest

from efe_infra.operations.check.machine import FORWARDED, is_wide
from efe_infra.settings.production import REQUIRED
from efe_infra.settings.settings import variable
from tests.infra.deploy.shipped import COMPOSE, composed, documents, text

NEEDED = {variable(name) for name in (*REQUIRED, "smtp_url", "mail_from", "metrics_port")}
LOGINS = {"EFE_COMMAND_URL", "EFE_PROJECTOR_URL", "EFE_READ_URL"}
"""Addresses of the roles, which a process that serves has in place of that of the owner."""


def of_compose(name: str) -> tuple[set[str], Mapping[str, str]]:
    [path] = [each for each in COMPOSE if each.name == name]
    services: dict[str, Any] = composed(path.read_text("utf-8"))["services"]
    [service, *_] = [each for each in services.values() if each.get("command") == ["efe", "serve"]]
    return set(service["secrets"]), service["environment"]


def of_kubernetes() -> tuple[set[str], Mapping[str, str]]:
    [deployment] = [each for each in documents(text("kubernetes", "efe.yaml")) if each["kind"] == "Deployment"]
    [settings] = documents(text("kubernetes", "settings.yaml"))
    [container] = deployment["spec"]["template"]["spec"]["containers"]
    return {each["name"] for each in container["env"]}, settings["data"]


def of_systemd() -> tuple[set[str], Mapping[str, str]]:
    secrets = [
        line.split("=")[1].split(":")[0] for line in text("systemd", "efe.service").splitlines() if "LoadC" in line
    ]
    lines = [line for line in text("systemd", "efe.env").splitlines() if not line.startswith("#")]
    return set(secrets), dict(line.split("=", 1) for line in lines)


GIVEN = {
    "one.yaml": lambda: of_compose("one.yaml"),
    "three.yaml": lambda: of_compose("three.yaml"),
    "kubernetes": of_kubernetes,
    "systemd": of_systemd,
}


@pytest.mark.parametrize("name", GIVEN)
def test_a_process_that_serves_gets_what_production_needs_and_mail_and_metrics(name: str) -> None:
    secrets, settings = GIVEN[name]()

    assert secrets >= LOGINS
    assert NEEDED - {"EFE_DATABASE_URL"} - secrets - settings.keys() == set()
    assert "EFE_SMTP_URL" in secrets


@pytest.mark.parametrize("name", GIVEN)
def test_only_the_proxy_says_where_a_client_comes_from(name: str) -> None:
    _, settings = GIVEN[name]()

    assert [each for each in str(settings.get(FORWARDED, "127.0.0.1")).split(",") if is_wide(each)] == []
    assert is_wide("10.0.0.0/8")


def test_the_pods_reach_the_mail_server() -> None:
    [policy] = [each for each in documents(text("kubernetes", "network.yaml")) if each["metadata"]["name"] == "efe"]
    ports = {port["port"] for rule in policy["spec"]["egress"] if "to" not in rule for port in rule["ports"]}

    assert {443, 465, 587} <= ports
