"""The units start what is there, under what they hold back."""

import shutil
import subprocess
from pathlib import Path

import pytest

from efe_infra.settings import Settings
from tests.infra.deploy.checks import commands_of
from tests.infra.deploy.shipped import DEPLOY

UNITS = sorted(path for path in (DEPLOY / "systemd").iterdir() if path.suffix in {".service", ".timer"})
HELD = {
    "NoNewPrivileges=yes",
    "CapabilityBoundingSet=",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "PrivateDevices=yes",
    "RestrictNamespaces=yes",
    "SystemCallFilter=@system-service",
    "User=efe",
    "UMask=0077",
}
VERIFY = shutil.which("systemd-analyze")


def lines(unit: Path) -> list[str]:
    return unit.read_text("utf-8").splitlines()


def value(unit: Path, key: str) -> str:
    [found] = [line.partition("=")[2] for line in lines(unit) if line.startswith(f"{key}=")]
    return found


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.name)
def test_a_service_is_held_and_starts_a_script_that_is_there(unit: Path) -> None:
    scripts = [Path(word) for word in value(unit, "ExecStart").split() if word.endswith(".sh")]

    assert HELD - set(lines(unit)) == set()
    assert scripts
    assert [script for script in scripts if not (DEPLOY / "bin" / script.name).is_file()] == []


def test_it_serves_and_has_the_time_to_stop() -> None:
    unit = DEPLOY / "systemd" / "efe.service"

    assert value(unit, "ExecStart").endswith("/opt/efe/bin/efe serve")
    assert int(value(unit, "TimeoutStopSec")) > Settings().grace


def test_only_what_prepares_the_database_and_the_backup_has_the_login_of_the_owner() -> None:
    owner = "LoadCredential=EFE_DATABASE_URL:/etc/efe/secrets/EFE_DATABASE_URL"

    owners = {unit.name for unit in UNITS if owner in lines(unit)}
    assert owners == {"efe-migrate.service", "efe-tables.service", "efe-backup.service"}


def test_the_schema_comes_before_the_process_and_the_tables_after_it_listens() -> None:
    serving, schema, tables = (DEPLOY / "systemd" / f"efe{name}.service" for name in ("", "-migrate", "-tables"))

    assert {"Requires=efe-migrate.service", "Wants=efe-tables.service"} <= set(lines(serving))
    assert "efe-migrate.service" in value(serving, "After")
    assert value(schema, "ExecStart").endswith("/opt/efe/bin/efe migrate --schema")
    assert "efe.service" in value(tables, "After").split()
    assert "wait-until-live.sh" in value(tables, "ExecStartPre")
    assert value(tables, "ExecStart").endswith("/opt/efe/bin/efe migrate --tables")


def test_its_settings_are_read() -> None:
    given = dict(line.split("=", 1) for line in lines(DEPLOY / "systemd" / "efe.env") if not line.startswith("#"))

    assert Settings.from_environment(given).public_url == "https://efe.example.org"


def test_the_timer_has_its_service() -> None:
    timers = [unit for unit in UNITS if unit.suffix == ".timer"]

    assert timers
    assert all(timer.with_suffix(".service") in UNITS for timer in timers)


@pytest.mark.skipif(not VERIFY, reason="systemd is not here")
def test_systemd_reads_them_without_a_word(tmp_path: Path) -> None:
    def told(unit: Path) -> str:
        done = subprocess.run([VERIFY or "", "verify", unit], capture_output=True, text=True, timeout=60, check=False)
        return done.stdout + done.stderr

    wrong = tmp_path / "wrong.service"
    wrong.write_text((DEPLOY / "systemd" / "efe.service").read_text("utf-8").replace("UMask", "UMusk"), "utf-8")

    assert [unit.name for unit in UNITS if unit.name in told(unit)] == []
    assert "UMusk" in told(wrong)


def test_the_commands_of_the_script_are_there() -> None:
    script = (DEPLOY / "bin" / "backup.sh").read_text("utf-8")

    assert [words[:1] for words in commands_of(f"```sh\n{script}```\n")] == [["seal"], ["backup"], ["person"]]
