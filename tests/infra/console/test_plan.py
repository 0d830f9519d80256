"""The work plan by forms: a pôle writes its part and loses nothing that it typed; one button reports a state."""

import re
from typing import Any

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.given import Api, day
from tests.api.projects import SELECT, Joint
from tests.infra.console.browser import Browser
from tests.infra.console.chromium import WIDE, Tab
from tests.infra.console.command_forms import hidden
from tests.infra.console.signing_in import signed_in

MONEY = {
    "budgetLines.0.what": "Chaudières",
    "budgetLines.0.kind": "EQUIPMENT",
    "budgetLines.0.year": day(0)[:4],
    "budgetLines.0.amount": "2 500,50",
    "financing.0.amount": "2500,50",
}


@pytest.fixture(scope="module")
def joint(platform: Api) -> Joint:
    """A started project of a pôle of Liège and one of Namur."""
    joint = Joint(*(platform.coordinator(each) for each in (Bassin.LIEGE, Bassin.NAMUR)), mark=" du plan").submitted()
    joint.liege.done("startProject", SELECT, projectId=joint.project)
    return joint


def key(node: str) -> str:
    return node.partition(":")[2]


def action(joint: Joint, result: str) -> dict[str, Any]:
    row = "actions.rang1"
    days = {f"{row}.starts": day(-5), f"{row}.ends": day(30)}
    return {f"{row}.operatorIds": joint.at_liege[1][1], **days, f"{row}.expectedResult": result}


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_pole_writes_its_part_and_reports_by_one_button(browser: Browser, joint: Joint) -> None:
    signed_in(browser, "coordination-liege")
    page = f"/projets/{key(joint.project)}/plan"
    part = f"{page}/{key(joint.at_liege[0])}"
    assert f"{part}/1/0" in browser.get(page).text

    blank = hidden(browser.get(f"{part}/1/0").text)
    wrong = browser.post(f"{part}/1/0", blank | {**action(joint, ""), **MONEY, "budgetLines.0.amount": "beaucoup"})
    sent = browser.post(f"{part}/1/0", blank | action(joint, "Un atelier ouvert.") | MONEY)
    late = browser.post(f"{part}/1/0", hidden(browser.get(f"{part}/1/0").text) | action(joint, "Deux ateliers."))
    shown = browser.get(page).text
    form = re.search(r'<form class="inline".*?</form>', shown, re.DOTALL)

    assert wrong.status_code == 422
    assert 'href="#champ-actions-rang1-expectedResult"' in wrong.text
    assert 'href="#champ-budgetLines-0-amount"' in wrong.text
    assert 'value="beaucoup"' in wrong.text
    assert sent.status_code == 303, text(sent.text)
    assert late.status_code == 422
    assert "PLAN_MOVED" in late.text
    assert "entre-temps pour ce pôle" in text(late.text)
    assert "Un atelier ouvert." in late.text
    assert "Deux ateliers." in late.text
    assert f'action="{part}/1/1"' in late.text
    assert form
    again = browser.post(
        f"{part}/1/1", hidden(late.text) | action(joint, "Deux ateliers.") | {"reason": "Un de plus."}
    )
    assert again.status_code == 303, text(again.text)
    named = dict(re.findall(r'name="([\w.]+)" value="([^"]*)"', form[0]))
    done = browser.post(f"{part}/etat", named | {"state": "DONE"})
    assert done.status_code == 303, text(done.text)
    assert '<span class="tag good">Réalisée</span>' in browser.get(page).text


def test_a_coordinator_of_another_instance_reads_and_does_not_write(browser: Browser, joint: Joint) -> None:
    signed_in(browser, "coordination-namur")
    page = f"/projets/{key(joint.project)}/plan"
    part = f"{page}/{key(joint.at_liege[0])}"

    assert f"{part}/1/" not in browser.get(page).text
    assert browser.get(f"{part}/1/0").status_code == 403


@pytest.mark.parametrize("width", [390, WIDE])
def test_the_pages_of_a_plan_fit_their_window(opened: Tab, browser: Browser, joint: Joint, width: int) -> None:
    signed_in(browser, "coordination-namur")
    opened.take(browser.cookies)
    opened.page.set_viewport_size({"width": width, "height": 900})
    page = f"/projets/{key(joint.project)}/plan"

    for path in (page, f"{page}/{key(joint.at_namur[0])}/1/0"):
        opened.go(path)

        assert opened.run("document.documentElement.scrollWidth") <= width
        assert opened.violations == []
