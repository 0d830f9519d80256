"""The page of a project says what is expected of whom, and what happened, also to a member; on a phone too."""

import re

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.given import Api, day
from tests.api.projects import SELECT, Joint, judge
from tests.infra.console.browser import Browser
from tests.infra.console.chromium import WIDE, Tab
from tests.infra.console.signing_in import signed_in


@pytest.fixture(scope="module")
def joint(platform: Api) -> Joint:
    """A started project whose plan nobody wrote, with a condition to meet."""
    joint = Joint(
        *(platform.coordinator(each) for each in (Bassin.LIEGE, Bassin.NAMUR)), mark=" d'un lieu"
    ).submitted()
    judge(joint.liege, "LIEGE", joint.project, "CONDITIONS", conditionList=["Un atelier."], conditionDueOn=[day(20)])
    joint.liege.done("startProject", SELECT, projectId=joint.project)
    return joint


def page(joint: Joint) -> str:
    return f"/projets/{joint.project.partition(':')[2]}"


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_partner_reads_what_is_expected_of_each_and_what_happened(browser: Browser, joint: Joint) -> None:
    visitor = text(browser.get(page(joint)).text)
    signed_in(browser, "coordination-namur")
    shown = browser.get(page(joint)).text
    expected = text(shown.partition("Ce qui est attendu")[2].partition("Le fil du projet")[0])
    facts = text(shown.partition("Le fil du projet")[2])

    assert "Instance bassin Namur" in expected
    assert "Instance bassin Liège" in expected
    assert "4 actes attendus des pôles et des Instances" in expected
    assert expected.count("(Liège)") == expected.count("(Namur)") == 1
    assert f"{page(joint)}/actes/verdict/namur" in shown
    assert f"{page(joint)}/actes/condition/liege" not in shown
    assert facts.index("Projet démarré") < facts.index("Pôle entré dans le projet")
    assert "Chauffage d'un lieu" in facts.replace("&#39;", "'")
    assert "Ce qui est attendu" not in visitor


def test_the_form_of_a_completion_lists_what_is_not_done(browser: Browser, joint: Joint) -> None:
    signed_in(browser, "coordination-liege")
    days = {"starts": day(-5), "ends": day(30)}
    action = {"rank": 1, "operatorIds": [joint.at_liege[1][1]], **days, "expectedResult": "Un atelier ouvert."}
    part = {"projectId": joint.project, "poleId": joint.at_liege[0], "number": 1, "actions": [action]}
    form = f"{page(joint)}/actes/achever"

    before = browser.get(form).text
    joint.liege.done("writePlanPart", SELECT, **part)
    after = text(browser.get(form).text)

    assert "ne sont pas réalisées" not in before
    assert "Actions du plan de travail qui ne sont pas réalisées :" in after
    assert "Ouvrir un atelier commun. (dernier jour" in after


@pytest.mark.parametrize("width", [390, WIDE])
def test_it_fits_a_phone_and_a_screen(opened: Tab, browser: Browser, joint: Joint, width: int) -> None:
    signed_in(browser, "coordination-namur")
    opened.take(browser.cookies)
    opened.page.set_viewport_size({"width": width, "height": 900})

    opened.go(page(joint), "document.querySelectorAll('ol.told li').length > 5")

    assert opened.run("document.documentElement.scrollWidth") <= width
    assert opened.violations == []
