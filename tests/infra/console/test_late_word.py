"""A member changes, after the adoption, what was recorded for it; the pages show the contest and what ends it."""

import re
from uuid import uuid4

import pytest

from tests.api.decisions import an_adopted_decision, representing
from tests.api.given import KINDS, Api, Client, a_pole, an_operator, day, represented
from tests.infra.console.browser import Browser
from tests.infra.console.command_forms import hidden, status_after
from tests.infra.console.signing_in import signed_in


@pytest.fixture
def liege(platform: Api) -> Client:
    return platform.client("coordination-liege")


def test_a_member_contests_and_the_pole_replaces_its_decision(platform: Api, browser: Browser, liege: Client) -> None:
    pole = a_pole(liege, f"Pôle {uuid4().hex}")
    members = [an_operator(liege, kind, number=uuid4().hex) for kind in KINDS]
    represented(liege, pole, members)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-900))
    name = f"Lamy{uuid4().hex}"
    representing(platform, liege, pole, members[0], name)
    decision = an_adopted_decision(liege, pole, members)
    path = decision["id"].replace("Decision:", "/decisions/")
    coordination = Browser(platform)
    signed_in(browser, name)
    signed_in(coordination)

    todo, before = browser.get("/a-faire").text, browser.get(path).text
    offered = [f"{path}/actes/position" in each.get(path).text for each in (browser, coordination)]
    status = status_after(
        browser, f"{path}/actes/position", operatorId=members[0], stance="OBJECT", words="Jamais dit."
    )
    after, of_coordination = browser.get(path).text, coordination.get(path).text
    listed = coordination.get(pole.replace("Pole:", "/poles/")).text
    waiting = coordination.get("/a-faire").text

    assert "Confirmer ou changer la parole consignée au nom du membre" in todo
    assert f'href="{path}/actes/position"' in todo
    assert "0 membre sur 3 s'est exprimé lui-même" in before.replace("&#39;", "'")
    assert "Qui peut encore parler" in before
    assert "invitez-le depuis les accès" in of_coordination
    assert (offered, status) == ([True, False], 303)
    assert "Un membre conteste cette décision" in after
    assert "(après l'adoption)" in after.replace("&#39;", "'")
    assert ["Contestée" in each for each in (after, listed)] == [True, True]
    assert "Entendre le membre qui conteste la décision, ou la remplacer" in waiting
    assert re.findall(r"actes/(\w+)/1\"", after) == ["retirer"]
    assert re.findall(r"actes/(\w+)/1\"", of_coordination) == []
    form = f"{pole.replace('Pole:', '/poles/')}/decisions/actes/proposer?remplace={decision['id']}"
    typed = {
        "about": "decision",
        "title": "Autrement",
        "text": "Le pôle fait autrement.",
        "replacesId": decision["id"],
    }
    assert f'value="{decision["id"]}" selected' in coordination.get(form).text
    assert coordination.post(form, hidden(coordination.get(form).text) | typed).status_code == 303
    assert status_after(browser, f"{path}/actes/retirer/1", reason="Rassurée") == 303
    assert "Un membre conteste cette décision" not in browser.get(path).text
