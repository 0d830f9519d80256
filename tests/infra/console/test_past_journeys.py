"""Journeys in Chromium over the demonstration: the past, and the evidence of an auditor."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser as Chrome

from efe_infra.samples.demo.people import AUDITOR
from tests.api.given import Api
from tests.api.replays import ledger_key
from tests.infra.console.chromium import tab
from tests.infra.console.chromium_drivers import KeyboardDriver
from tests.infra.console.journey_worlds import WAYS, Way, world
from tests.infra.console.journeys import PAST_JOURNEYS, Steps, World
from tests.infra.console.walker import Walker


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("journey", PAST_JOURNEYS, ids=lambda each: each.__name__)
def test_the_past_is_read_in_few_steps(
    chrome: Chrome, platform: Api, journey: Callable[[World], Steps], way: Way
) -> None:
    with world(chrome, platform, way) as here:
        assert journey(here) <= PAST_JOURNEYS[journey]


def test_an_auditor_proves_a_line_by_keyboard_and_takes_the_evidence_home(
    chrome: Chrome, platform: Api, tmp_path: Path
) -> None:
    key = ledger_key(platform.installation.database)
    platform.installation.sealer.run()  # the newest line, which another test may have recorded
    with tab(chrome, platform.http.url) as opened:
        driver = KeyboardDriver(opened, platform)
        person = Walker(driver).land(AUDITOR).follow("Prouver")
        driver.type("cle", key)
        opened.wait("document.getElementById('verdict').dataset.kind === 'good'")
        driver.reach_link(person.links("Le paquet de preuves")[0])
        with opened.page.expect_download() as taken:
            driver.press("Enter")
        home = taken.value.path()
        inside = set(ZipFile(home).namelist())
        verified = verified_alone(home, key, tmp_path)

    assert {"events.jsonl", "verify.py"} <= inside
    assert verified.returncode == 0


def verified_alone(bundle: Path, key: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Verifies a bundle by the program that it brings, with nothing else."""
    ZipFile(bundle).extract("verify.py", folder)
    command = [sys.executable, "-P", "verify.py", str(bundle), "--key", key]
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)
