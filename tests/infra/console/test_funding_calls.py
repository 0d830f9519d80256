"""The pages of funding calls: entered and changed by a coordinator, chosen by an application, on the calendar."""

import re
from html import unescape
from uuid import uuid4

import pytest

from tests.api.given import Api, Client, day
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.shown import offers_acts
from tests.infra.console.signing_in import signed_in

PROJECTS = "{ projects(first: 50) { edges { node { id title dossier { state } bassins } } } }"
TYPED = {
    "executive": "Gouvernement wallon",
    "opens": day(-40),
    "reference": "https://www.wallonie.be/appels",
    "effectiveOn": "",
    "source": "",
}
OPENING = "/instances/liege/actes/inscrire-un-appel"


@pytest.fixture
def coordinator(browser: Browser) -> Browser:
    signed_in(browser)
    return browser


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def plain(page: str) -> str:
    return unescape(Outline(page).text).replace("\u00a0", " ").replace("\u202f", " ")


def entered(by: Browser, name: str, closes: str) -> str:
    """The address of the page of a new call."""
    form = by.get(OPENING).text
    sent = by.post(OPENING, {**hidden(form), **TYPED, "name": name, "closes": closes})
    assert sent.status_code == 303, plain(sent.text)
    return re.sub(r"\?.*", "", sent.headers["location"])


def test_a_coordinator_enters_a_call_that_others_read_and_changes_it(
    platform: Api, coordinator: Browser, browser: Browser
) -> None:
    name = f"Plateaux {uuid4().hex[:8]}"
    page = entered(coordinator, name, day(20))

    shown, visitor, other = coordinator.get(page).text, Browser(platform), Browser(platform)
    signed_in(other, "coordination-namur")
    change = f"{page}/actes/changer"
    form = coordinator.get(change).text
    values = {**hidden(form), **TYPED, "name": name, "closes": day(25), "reason": "Report."}
    moved = coordinator.follow(coordinator.post(change, values)).text
    month = coordinator.get(f"/calendrier?mois={day(25)[:7]}").text

    assert {"Gouvernement wallon", "Ouvert", "Changer l'appel", "Retirer l'appel"} <= set(
        re.findall("Gouvernement wallon|Ouvert|Changer l'appel|Retirer l'appel", plain(shown))
    )
    assert 'href="https://www.wallonie.be/appels"' in shown
    assert name in plain(visitor.get(f"/appels?q={name.split()[1]}").text)
    assert not offers_acts(other.get(page).text)
    assert other.get(change).status_code == 403
    assert "Report." in plain(moved) or "changé" in plain(moved)
    assert f"Dernier jour de l'appel : {name}" in plain(month)
    assert f"appel : {name}" in unescape(coordinator.get("/calendrier.ics").text.replace("\r\n ", ""))


def test_an_application_offers_the_call_by_name_and_is_shown_late(platform: Api, coordinator: Browser) -> None:
    liege = platform.client("coordination-liege")
    name = f"Équipement {uuid4().hex[:8]}"
    call = entered(coordinator, name, day(-3)).rpartition("/")[2]
    project = a_project(liege)
    address = f"/projets/{project.partition(':')[2]}/actes/demander-un-financement"

    form = coordinator.get(address).text
    [pole] = (
        re.findall(r'name="poleId" value="([^"]+)"', form)[:1]
        or re.findall(r'<option value="(Pole:[^"]+)"', form)[:1]
    )
    sent = coordinator.post(
        address,
        {
            **hidden(form),
            "poleId": pole,
            "authority": "GOUVERNEMENT_WALLON",
            "fundingCallId": f"FundingCall:{call}",
            "procedure": "",
            "amount": "1200",
            "decisionId": "",
            "effectiveOn": "",
            "source": "",
        },
    )
    board = plain(coordinator.get(f"/projets/{project.partition(':')[2]}").text)

    assert f"{name} (Gouvernement wallon), clos depuis le" in plain(form)
    assert sent.status_code == 303, plain(sent.text)
    assert f"appel « {name} », dernier jour :" in board
    assert "Hors délai" in board


def a_project(by: Client) -> str:
    """A project of the demonstration that goes on, carried by a pôle of Liège."""
    return next(
        str(edge["node"]["id"])
        for edge in by.ask(PROJECTS)["projects"]["edges"]
        if "LIEGE" in edge["node"]["bassins"]
        and edge["node"]["dossier"]
        and edge["node"]["dossier"]["state"] in {"EMERGED", "STARTED"}
    )
