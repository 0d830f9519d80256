"""`efe check` as an operator runs it: what is missing is named before anybody notices it."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg
import pytest

from efe_infra.postgres.database import Database
from efe_infra.settings import Settings
from efe_infra.settings.production import REQUIRED
from efe_infra.settings.settings import variable
from tests.infra.backup.conftest import created
from tests.infra.certificates import Authority
from tests.infra.cli.here import efe
from tests.infra.cli.process import EFE, environment
from tests.infra.identity.small_provider import SmallProvider, a_key, small_provider
from tests.infra.ledger.given import until
from tests.infra.notices.mail_server import free_port
from tests.processes import program

ROOT = Path(__file__).parents[3]
SIX = {
    "EFE_PUBLIC_URL": "https://efe.example",
    "EFE_ORIGIN": "efe.example/registre",
    "EFE_OIDC_CLIENT_ID": "efe-console",
    "EFE_CONTACT": "efe@efe.example",
}
"""Four of the six settings; the tests add their own database and provider."""


@dataclass(frozen=True)
class Checked:
    """What `efe check --json` answered."""

    status: int
    findings: dict[str, dict[str, Any]]

    def level(self, subject: str) -> str:
        return str(self.findings[subject]["level"])

    def message(self, subject: str) -> str:
        return str(self.findings[subject]["message"])


def check(env: dict[str, str]) -> Checked:
    done = efe("check", "--json", env=env)
    answer = json.loads(done.stdout)
    assert answer["status"] == done.returncode, done.stderr
    return Checked(done.returncode, {each["subject"]: each for each in answer["checks"]})


@pytest.fixture
def prepared(database: Database, tmp_path: Path) -> dict[str, str]:
    """The environment of a database that an earlier start prepared; nothing is sealed."""
    env = environment(tmp_path, database)
    assert efe("migrate", env=env).returncode == 0
    return env


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    (folder := tmp_path / "authority").mkdir()
    return Authority(folder)


@pytest.fixture
def provider(authority: Authority) -> Iterator[SmallProvider]:
    with small_provider(authority.server()) as provider:
        provider.publish(a_key("signing"))
        yield provider


def signing_in(provider: SmallProvider, authority: Authority) -> dict[str, str]:
    return {**SIX, "EFE_OIDC_ISSUER": provider.issuer, "EFE_OIDC_CA": str(authority.path)}


def test_six_settings_are_a_secure_single_machine(
    prepared: dict[str, str], provider: SmallProvider, authority: Authority
) -> None:
    chosen = signing_in(provider, authority)
    found = check({**prepared, **chosen})

    assert {name for name in chosen if name != "EFE_OIDC_CA"} | {"EFE_DATABASE_URL"} == {
        variable(name) for name in REQUIRED
    }
    assert len(REQUIRED) == 6
    assert found.status == 0, found.findings
    assert {each: found.level(each) for each in ("mail", "timestamps", "witnesses")} == dict.fromkeys(
        ("mail", "timestamps", "witnesses"), "off"
    )


@pytest.mark.parametrize("name", sorted(SIX))
def test_each_of_them_that_is_missing_is_named_with_the_page_that_explains_it(
    prepared: dict[str, str], provider: SmallProvider, authority: Authority, name: str
) -> None:
    env = {**prepared, **signing_in(provider, authority), "EFE_OIDC_AUDIENCE": "https://efe.example"}
    if name == "EFE_PUBLIC_URL":
        del env["EFE_OIDC_CLIENT_ID"]  # it does not go without
    del env[name]

    found = check(env)

    [missing] = [each for each in found.findings.values() if name in each["settings"] and each["level"] != "off"]
    assert missing["level"] == ("fault" if name == "EFE_ORIGIN" else "warning")
    assert found.status == (2 if name == "EFE_ORIGIN" else 1)
    assert (ROOT / missing["page"]).is_file()


def test_every_setting_and_page_that_it_names_exists(tmp_path: Path) -> None:
    refused = f"127.0.0.1:{free_port()}"
    env = {
        **environment(tmp_path),
        "EFE_DATABASE_URL": f"postgresql://efe@{refused}/efe",
        "EFE_OIDC_ISSUER": f"http://{refused}",
        "EFE_OIDC_AUDIENCE": "efe",
        "EFE_SMTP_URL": f"smtp://{refused}",
        "EFE_MAIL_FROM": "efe@efe.example",
        "EFE_PUBLIC_URL": "https://efe.example",
        "EFE_TSA_URL": f"http://{refused}",
        "EFE_WITNESSES": "nonsense",
        "FORWARDED_ALLOW_IPS": "10.0.0.0/8",
    }

    found = check(env)

    levels = {subject: found.level(subject) for subject in ("database", "issuer", "mail", "timestamps")}
    assert levels == {"database": "fault", "issuer": "fault", "mail": "warning", "timestamps": "warning"}
    for subject in ("issuer", "mail", "timestamps"):
        assert "connexion refusée" in found.message(subject)
    assert (found.level("witnesses"), found.level("proxies")) == ("fault", "warning")
    assert found.status == 2
    known = {variable(name) for name in Settings.model_fields} | {"FORWARDED_ALLOW_IPS"}
    for each in found.findings.values():
        assert set(each["settings"]) <= known
        assert not each["page"] or (ROOT / each["page"]).is_file()
        assert each["level"] == "ok" or each["page"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"is_expired": True}, "il a expiré"),
        ({"host": "autre.example"}, "il est au nom d'un autre serveur"),
        ({"signs_itself": True}, "il est signé par lui-même"),
    ],
)
def test_the_fault_of_the_certificate_of_the_provider_is_said(
    prepared: dict[str, str], authority: Authority, fault: dict[str, Any], expected: str
) -> None:
    with small_provider(authority.server(**fault)) as provider:
        found = check({**prepared, **signing_in(provider, authority)})

    assert (found.status, found.level("issuer")) == (2, "fault")
    assert provider.issuer in found.message("issuer")
    assert expected in found.message("issuer")
    assert "EFE_OIDC_CA" in found.findings["issuer"]["settings"]


def test_servers_that_say_nothing_are_waited_for_together_and_not_for_long(tmp_path: Path) -> None:
    with ExitStack() as silent:
        ports = [silent.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1] for _ in range(4)]
        addresses = [f"127.0.0.1:{port}" for port in ports]
        env = {
            **environment(tmp_path),
            **SIX,
            "EFE_DATABASE_URL": f"postgresql://efe@{addresses[0]}/efe",
            "EFE_OIDC_ISSUER": f"http://{addresses[1]}",
            "EFE_SMTP_URL": f"smtp://{addresses[2]}",
            "EFE_MAIL_FROM": "efe@efe.example",
            "EFE_TSA_URL": f"http://{addresses[3]}",
        }
        began = monotonic()
        found = check(env)
        took_s = monotonic() - began

    assert took_s < 14
    assert found.status == 2
    assert found.level("database") == "fault"
    assert "à temps" in found.message("issuer")
    assert "à temps" in found.message("mail")


def test_a_check_changes_nothing(server: Database, tmp_path: Path) -> None:
    with created(server) as empty:
        found = check(environment(tmp_path, empty))
        with psycopg.connect(empty.admin) as connection:
            schemas = connection.execute("select from pg_namespace where nspname = 'ledger'").fetchall()

    assert found.level("database") == "warning"
    assert "efe migrate" in found.message("database")
    assert schemas == []
    assert not (tmp_path / "database-logins.json").exists()


def test_a_refused_setting_is_a_fault_of_the_check_too(tmp_path: Path) -> None:
    found = check({**environment(tmp_path), "EFE_PUBLIC_URL": "http://efe.example"})

    assert found.status == 2
    assert found.findings["settings"]["settings"] == ["EFE_PUBLIC_URL"]


def test_a_server_says_at_its_start_what_is_missing(
    prepared: dict[str, str], provider: SmallProvider, authority: Authority, tmp_path: Path
) -> None:
    chosen = signing_in(provider, authority)
    del chosen["EFE_ORIGIN"], chosen["EFE_CONTACT"]
    log, shown = tmp_path / "log", tmp_path / "shown"

    with (
        log.open("wb") as lines,
        shown.open("wb") as table,
        program([*EFE, "serve", "--port", "0"], env={**prepared, **chosen}, stdout=table, stderr=lines) as serving,
    ):
        until(lambda: "Témoins" in shown.read_text())
        until(lambda: all(f'"{each}"' in log.read_text() for each in ("log-name", "contact")))
        logged = [json.loads(line) for line in log.read_text().splitlines()]
        serving.terminate()
        serving.wait(60)

    missing = {each["check"]: each["settings"] for each in logged if each["event"] == "check"}
    assert missing["log-name"] == ["EFE_ORIGIN"]
    assert missing["contact"] == ["EFE_CONTACT"]
    assert "Contrôle de l'installation" in shown.read_text()
