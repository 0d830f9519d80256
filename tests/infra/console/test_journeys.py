"""Whole journeys of a person through the pages, by keyboard alone: once without scripts.

Each press of a key costs 10 ms, and the tests of forms have no scripts either.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser as Chrome

from tests.api.given import AXIS, CREATED, KINDS, Api, a_pole, an_operator, day, represented
from tests.api.replays import ledger_key
from tests.infra.console.chromium import tab
from tests.infra.console.keyboard import Keyboard


@contextmanager
def a_keyboard(chrome: Chrome, platform: Api, *, scripts: bool) -> Iterator[Keyboard]:
    with tab(chrome, platform.http.url, scripts=scripts) as opened:
        opened.go("/")
        yield Keyboard(opened)
        assert opened.violations == []
        assert opened.hosts == set()


@pytest.fixture
def person(chrome: Chrome, platform: Api) -> Iterator[Keyboard]:
    with a_keyboard(chrome, platform, scripts=True) as opened:
        yield opened


@pytest.fixture
def person_without_scripts(chrome: Chrome, platform: Api) -> Iterator[Keyboard]:
    with a_keyboard(chrome, platform, scripts=False) as opened:
        yield opened


def sign_in(person: Keyboard, account: str) -> None:
    person.follow("Se connecter")
    person.fill("Nom du compte", account)
    person.follow("Se connecter")


def fill_day_of_act(person: Keyboard, on: str) -> None:
    """Fills in the day of the act, which is folded away."""
    person.reach("L'acte est d'un autre jour")
    person.press("Enter")
    person.fill_day("Jour de l'acte", on)


def test_a_coordinator_creates_a_pole_and_leads_it_to_its_renewal(
    person_without_scripts: Keyboard, platform: Api
) -> None:
    person, liege = person_without_scripts, platform.client("coordination-liege")
    a_pole(liege, f"Axe {uuid4().hex}")
    name = f"Pôle {uuid4().hex}"
    sign_in(person, "coordination-liege")
    person.follow("Créer un pôle")
    person.choose(AXIS["label"])
    person.fill("Nom du pôle", name)
    fill_day_of_act(person, CREATED)
    person.follow("Créer le pôle")
    assert person.heading == name
    pole = person.tab.page.url.partition("?")[0].rpartition("/")[2]
    members = [an_operator(liege, kind, number=uuid4().hex) for kind in KINDS]
    represented(liege, f"Pole:{pole}", members)
    person.tab.go(f"/poles/{pole}")

    person.follow("Constituer le pôle")
    fill_day_of_act(person, day(-1000))
    person.follow("Constituer le pôle")
    person.follow("Évaluer le pôle")
    person.fill("Conclusion", "Le pôle a travaillé.")
    person.follow("Consigner l'évaluation")
    person.follow("Renouveler le pôle")
    person.follow("Renouveler le pôle")

    assert "Corriger une erreur" in person.text
    found = liege.ask("query ($id: ID!) { pole(id: $id) { dossier { terms { __typename } } } }", id=f"Pole:{pole}")
    assert len(found["pole"]["dossier"]["terms"]) == 2


def test_a_coordinator_judges_an_amended_project_and_follows_its_condition(person: Keyboard) -> None:
    sign_in(person, "coordination-huy-waremme")
    person.follow("À faire")
    person.follow("Donner le verdict de l'Instance, Capsules")
    person.follow("Ce qui a changé")
    assert person.heading == "Contenus comparés"
    assert "Pourquoi le contenu no 2" in person.text
    person.reach("Capsules", "Shift+Tab")
    with person.tab.page.expect_navigation():
        person.press("Enter")
    person.follow("Donner le verdict")
    person.choose("Accord sous conditions")
    person.fill("Conditions", "Un bilan en juin")
    person.fill("Pourquoi sans réunion", "Procédure écrite")
    person.follow("Donner ce verdict")
    assert "Corriger une erreur" in person.text

    person.follow("Consigner une condition remplie")
    person.choose("Un bilan en juin")
    person.fill("Comment elle est remplie", "Il est remis.")
    person.follow("Consigner la condition remplie")

    assert "Il est remis." in person.text


def test_an_auditor_finds_a_line_proves_it_and_takes_the_evidence_home(
    person: Keyboard, platform: Api, tmp_path: Path
) -> None:
    platform.installation.sealer.run()
    sign_in(person, "audit-liege")
    assert person.heading == "Piste d'audit de Liège"
    person.follow("Prouver")
    person.fill("Clé du journal", ledger_key(platform.installation.database))
    person.tab.wait("document.getElementById('verdict').dataset.kind === 'good'")

    person.reach("Le paquet de preuves")
    with person.tab.page.expect_download() as taken:
        person.press("Enter")
    home = taken.value.path()
    assert {"events.jsonl", "verify.py"} <= set(ZipFile(home).namelist())
    assert verified_alone(home, ledger_key(platform.installation.database), tmp_path).returncode == 0


def verified_alone(bundle: Path, key: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """By the program that the bundle brings, with nothing else."""
    ZipFile(bundle).extract("verify.py", folder)
    command = [sys.executable, "-P", "verify.py", str(bundle), "--key", key]
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)
