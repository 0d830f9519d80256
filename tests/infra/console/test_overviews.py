"""Overviews: members of the pôles of an Instance, the acts of the week, the public home, the installation."""

import re
from html import unescape
from uuid import uuid4

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.console.administration.health import Health, HealthWorker
from efe_infra.console.administration.state_lines import lines_of
from tests.api.given import Api, a_pole, an_operator, represented
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.demonstration import own_platform
from tests.infra.console.signing_in import signed_in

__all__ = ["own_platform"]


def plain(page: str) -> str:
    return Outline(page).text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_an_instance_shows_who_is_missing_in_a_pole_and_where_a_project_may_emerge(own_platform: Api) -> None:
    browser = Browser(own_platform)
    liege = own_platform.client("coordination-liege")
    name = f"Pôle {uuid4().hex}"
    pole = a_pole(liege, name)
    represented(liege, pole, [an_operator(liege, each, number=uuid4().hex) for each in ("CEFA", "FORMATION")])
    signed_in(browser)
    page = browser.get("/instances/liege").text
    [row] = re.findall(rf'<tr role="row" id="pole-{pole.removeprefix("Pole:")}">.*?</tr>', page, re.DOTALL)
    emerging = re.findall(r'href="(/poles/[0-9a-f-]+/projets/actes/faire-emerger)"', page)

    assert "2 membres : A 0, B 1, C 1" in plain(row)
    assert "Manque : Entreprises" in plain(row)
    assert not any(pole.removeprefix("Pole:") in each for each in emerging)
    assert [browser.get(each).status_code for each in emerging[:1]] == [200]


def test_the_week_names_the_acts_of_a_coordinator_and_those_of_others(platform: Api, browser: Browser) -> None:
    name = f"Pôle {uuid4().hex}"
    signed_in(browser)
    namur = Browser(platform)
    signed_in(namur, "coordination-namur")
    member = Browser(platform)
    signed_in(member, "membre-cefa-liege")
    a_pole(platform.client("coordination-liege"), name)
    week = plain(browser.get("/a-faire").text).partition("Fait cette semaine")[2]

    assert "Par vous" in week
    assert name in week.partition("Par d'autres")[0]
    assert name not in plain(namur.get("/a-faire").text)
    assert "Fait cette semaine" not in plain(member.get("/a-faire").text)
    assert "Fait cette semaine" not in plain(browser.get("/a-faire?a=200").text)


def test_the_home_page_counts_operators_and_says_verdicts_only_as_far_as_they_are_public(
    platform: Api, browser: Browser
) -> None:
    known = platform.visitor.ask("{ operators(first: 1) { totalCount } }")["operators"]["totalCount"]
    projects = platform.visitor.ask(
        "{ projects(first: 4, filter: { joint: true }) { edges { node { title outcome pending bassins } } } }"
    )["projects"]["edges"]
    page = browser.get("/").text
    words = plain(page)
    verdicts = re.findall(r'data-label="Verdicts">(.*?)</td>', page)

    assert re.search(rf"\b{known}\s*opérateurs au registre", words)
    assert len(verdicts) == len(projects) > 0
    for cell, each in zip(verdicts, (each["node"] for each in projects), strict=True):
        bassins = len(each["bassins"])
        assert f"sur {bassins}" in unescape(cell)
        assert cell.count("<use") == (0 if each["outcome"] == "PENDING" and each["pending"] < bassins else bassins)


def test_an_administrator_reads_the_state_of_the_installation_in_words(platform: Api, browser: Browser) -> None:
    signed_in(browser, "administration")
    page = plain(browser.get("/administration/etat").text)

    assert re.search(r"Base de données\s*Répond", page)
    for part in ("Signature du registre", "Mise à jour des pages", "Témoins extérieurs", "Courriel", "Sauvegardes"):
        assert part in page
    assert "/health" not in page


def test_a_database_that_is_away_and_a_stuck_task_are_said() -> None:
    away = {str(each.title): each for each in lines_of(Health(workers=(HealthWorker("sealer", "stuck"),)))}
    late = {
        str(each.title): each for each in lines_of(Health(database=True, lag=3, lag_seconds=7200, seal_age_seconds=5))
    }

    assert away["Base de données"].tone == "bad"
    assert away["Travaux de fond"].tone == "bad"
    assert "Signature du registre" not in away
    assert late["Mise à jour des pages"].tone == "bad"
    assert "2 heures" in str(late["Mise à jour des pages"].note)
    assert late["Signature du registre"].tone == "good"


def test_an_administrator_finds_the_persons_whom_an_instance_invited(platform: Api, browser: Browser) -> None:
    name, other = f"Nom{uuid4().hex}", f"Nom{uuid4().hex}"
    rows = [
        {"givenName": "Léa", "familyName": each, "email": f"{each}@liege.example", "role": "COORDINATOR"}
        for each in (name, other)
    ]
    platform.client("coordination-liege").done("invitePerson", "invitations { id }", bassin="LIEGE", persons=rows)
    stranger = Browser(platform)
    signed_in(stranger, "coordination-namur")
    signed_in(browser, "administration")
    page = plain(browser.get("/administration/personnes").text)
    searched = plain(browser.get(f"/administration/personnes?q={name.upper()}").text)

    assert name in page
    assert other in page
    assert name in searched
    assert other not in searched
    assert stranger.get("/administration/personnes").status_code == 403


def test_an_administrator_with_a_dossier_finds_its_persons_too(platform: Api, browser: Browser) -> None:
    subject, name = f"administration-{uuid4().hex}", f"Nom{uuid4().hex}"
    platform.granted(subject, Role.ADMINISTRATOR)
    platform.granted(subject, Role.COORDINATOR, Bassin.LIEGE)
    coordination = platform.client("coordination-liege")
    coordination.done("registerPerson", "person { id }", givenName="Léa", familyName=name)
    signed_in(browser, subject)
    found = plain(browser.get(f"/administration/personnes?q={name}").text)
    signed_in(browser, "administration")
    hidden = plain(browser.get(f"/administration/personnes?q={name}").text)

    assert f"Autres personnes que vous pouvez voir Léa {name}" in " ".join(found.split())
    assert f"Léa {name}" not in hidden
