"""A joint project by forms alone: three pôles carry it, three Instances judge it, an amendment re-opens it."""

import re
from uuid import uuid4

import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.samples.demo.projects import PROJECTS
from tests.api.given import Api, day
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.shown import A_PROJECT
from tests.infra.console.test_deeds import XSS, fault_at, hidden
from tests.infra.console.test_sign_in import signed_in

INSTANCES = (Bassin.LIEGE, Bassin.HUY_WAREMME, Bassin.VERVIERS)
POLES = {each: f"/poles/{PROJECTS[0].carrier(each)}" for each in INSTANCES}
BOARD = f"{A_PROJECT}/conjoint"
CONTENT = {
    "content.aims": "Montrer les métiers aux équipes éducatives.",
    "content.actions.0.nature": "INNOVATIVE",
    "content.actions.0.description": "Ouvrir les ateliers une journée.",
    "content.aspects": "AWARENESS",
    "content.publics": "SECONDARY",
    "content.communes": "Liège\nhuy\nVERVIERS",
    "content.budget": "12 500,50",
    "content.zone": "non",
}


@pytest.fixture
def coordinators(platform: Api) -> dict[Bassin, Browser]:
    found = {each: Browser(platform) for each in INSTANCES}
    for bassin, browser in found.items():
        signed_in(browser, f"coordination-{bassin}")
    return found


def done(browser: Browser, path: str, **typed: str) -> str:
    """The page to which a form leads."""
    page = browser.get(path)
    sent = browser.post(path, hidden(page.text) | typed)
    assert sent.status_code == 303, re.sub(r"<[^>]+>", "", sent.text)
    return str(sent.headers["location"]).partition("?")[0]


def choices(browser: Browser, path: str, field: str) -> list[str]:
    return re.findall(rf'name="{field}" value="([^"]+)"', browser.get(path).text)


def carried(browser: Browser, pole: str, subject: str, form: str) -> None:
    """The pôle decides on the subject by the voice of all its members, and the decision is used in a form."""
    proposing = f"{pole}/decisions/actes/proposer"
    decision = done(browser, proposing, about=subject, title="Porter le projet", text="Le pôle le porte.")
    for member in choices(browser, f"{decision}/actes/position", "operatorId"):
        done(browser, f"{decision}/actes/position", operatorId=member, stance="AGREE")
    done(browser, f"{decision}/actes/adopter")
    done(browser, form, decisionId=decision.replace("/decisions/", "Decision:"))


def judged(browser: Browser, project: str, bassin: Bassin, verdict: str, **said: str) -> None:
    form = f"{project}/actes/verdict/{bassin}"
    done(browser, form, verdict=verdict, withoutMeeting="Procédure écrite.", **said)


def columns(page: str, row: str) -> list[str]:
    """The text of the cells of a row of the board."""
    found = page.partition(f'role="rowheader">{row}</th>')[2].partition("</tr>")[0]
    cells = re.findall(r'<td role="cell"[^>]*>(.*?)</td>', found, re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", each)).strip() for each in cells]


@pytest.fixture
def submitted(coordinators: dict[Bassin, Browser]) -> str:
    """The address of a project that each pôle carries and that is put to each Instance."""
    liege, title = coordinators[Bassin.LIEGE], f"Ateliers {uuid4().hex}"
    project = done(liege, f"{POLES[Bassin.LIEGE]}/projets/actes/faire-emerger", **CONTENT, **{"content.title": title})
    subject = project.replace("/projets/", "project-")
    carried(liege, POLES[Bassin.LIEGE], subject, f"{project}/actes/porter")
    for bassin in INSTANCES[1:]:
        pole = POLES[bassin].replace("/poles/", "Pole:")
        form = f"{project}/actes/inviter?q=m%C3%A9tiers+techniques"
        assert pole in choices(liege, form, "poleId")
        done(liege, form, poleId=pole, answerBy=day(30))
        board = liege.get(f"{project}/conjoint").text
        invitation = re.findall(r'"(/invitations/[0-9a-f-]+)">[^<]*</a> \(' + bassin.name.title()[:3], board)[-1]
        page = coordinators[bassin].get(invitation).text
        assert f"sujet={subject}" in page
        carried(coordinators[bassin], POLES[bassin], subject, f"{invitation}/actes/accepter")
    done(liege, f"{project}/actes/soumettre")
    return project


def test_three_instances_judge_and_an_amendment_reopens_what_they_said(
    coordinators: dict[Bassin, Browser], submitted: str
) -> None:
    project, (liege, huy, verviers) = submitted, coordinators.values()
    todo = huy.get("/a-faire").text
    judged(liege, project, Bassin.LIEGE, "AGREED")
    judged(huy, project, Bassin.HUY_WAREMME, "CONDITIONS", conditionList="Une école de Hannut.\n\nUn bilan.")
    judged(verviers, project, Bassin.VERVIERS, "REFUSED", reasons="Trop loin.")
    before = huy.get(f"{project}/conjoint").text
    done(huy, f"{project}/actes/condition/huy-waremme", condition="1", finding="Elle y sera.")
    form = f"{project}/actes/amender"
    content = CONTENT | {"content.title": "Ateliers ouverts", "content.communes": "Liège\nHuy\nVerviers\nHannut"}
    done(liege, form, **content, reason="Demande de Huy")
    after = huy.get(f"{project}/conjoint").text

    assert f'href="{project}/actes/verdict/huy-waremme"' in todo
    assert len(columns(before, "Verdict")) == 3
    assert sorted(each.split(" le ")[0] for each in columns(before, "Verdict")) == [
        "Accord",
        "Accord sous conditions",
        "Refus",
    ]
    assert sum("Ouverte" in each for each in columns(before, "Conditions")) == 1
    assert columns(after, "Verdict") == ["Attendu"] * 3
    assert all("Demande de Huy" in each for each in columns(after, "Rouvert depuis"))
    assert all("sur le n o 1" in each for each in columns(after, "Verdicts d'avant"))
    assert "<ins>Hannut</ins>" in after
    assert after.count("ne porte pas encore le contenu amendé") == 3


def test_each_coordinator_is_offered_the_acts_of_its_own_column(
    coordinators: dict[Bassin, Browser], submitted: str
) -> None:
    for bassin, browser in coordinators.items():
        page = browser.get(f"{submitted}/conjoint").text
        assert re.findall(rf"{submitted}/actes/(\w+/[\w-]+)", page) == [f"verdict/{bassin}", f"annoncer/{bassin}"]
        other = next(each for each in INSTANCES if each is not bassin)
        form = f"{submitted}/actes/verdict/{other}"
        sent = browser.post(form, {"verdict": "AGREED", "withoutMeeting": "Non"})
        assert (browser.get(form).status_code, sent.status_code) == (403, 403)


def test_a_verdict_that_another_tab_overtakes_shows_both_and_keeps_what_was_typed(
    coordinators: dict[Bassin, Browser], submitted: str
) -> None:
    huy, form = coordinators[Bassin.HUY_WAREMME], f"{submitted}/actes/verdict/huy-waremme"
    data = hidden(huy.get(form).text) | {"verdict": "REFUSED", "reasons": XSS}
    judged(coordinators[Bassin.LIEGE], submitted, Bassin.LIEGE, "AGREED")
    late = huy.post(form, data)
    again = huy.post(form, hidden(late.text) | {"verdict": "REFUSED", "reasons": XSS})

    assert (late.status_code, "Ce qui a changé depuis" in late.text) == (409, True)
    assert "MEETING_NOT_HELD" in fault_at(again.text, "meetingId")
    assert Outline(again.text).scripts == set()
    typed = hidden(again.text) | {"verdict": "REFUSED", "reasons": XSS, "withoutMeeting": "Procédure écrite."}
    sent = [huy.post(form, typed) for _ in range(2)]
    assert [each.status_code for each in sent] == [303, 303]
    assert sent[0].headers["location"] == sent[1].headers["location"]
    assert Outline(huy.get(f"{submitted}/conjoint").text).scripts == set()
