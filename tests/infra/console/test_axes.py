"""Axes of an Instance: a coordinator identifies one, matches it with that of another bassin, and withdraws both."""

from uuid import uuid4

import pytest

from tests.api.given import Api, day
from tests.infra.console.browser import Browser
from tests.infra.console.filled import FilledForm, link_to, plain
from tests.infra.console.shown import offers_acts
from tests.infra.console.signing_in import signed_in

INSTANCE = "/instances/liege"


@pytest.fixture
def coordinator(browser: Browser) -> Browser:
    signed_in(browser)
    return browser


def axes(browser: Browser) -> str:
    return link_to(browser, INSTANCE, "Axes")


def identified(browser: Browser, label: str) -> None:
    form = FilledForm.at(browser, link_to(browser, axes(browser), "Identifier un axe"))
    codes = {"axis.codes.0.system": "SFMQ", "axis.codes.0.code": uuid4().hex[:6]}
    form.type(**{"axis.kind": "METIER", "axis.label": label, **codes}).send()
    assert form.response.status_code == 303, form.text


def test_an_axis_is_identified_matched_with_one_of_another_bassin_and_both_end(
    coordinator: Browser, browser: Browser, platform: Api
) -> None:
    mark = uuid4().hex[:6]
    own, other = f"Soudeur {mark}", f"Assembleuse {mark}"
    namur = platform.client("coordination-namur")
    namur.done("identifyAxis", "instance { id }", bassin="NAMUR", axis={"kind": "METIER", "label": other})
    identified(coordinator, own)

    matching = FilledForm.at(coordinator, link_to(coordinator, axes(coordinator), "Tenir deux axes pour un seul"))
    matching.type(axisKey=f"metier:soudeur-{mark}", basis="Décision du bureau.").search(
        "otherAxisKey", f"assemb {mark}"
    )
    matched = plain(matching.press(f"Choisir {other}").send().text)
    signed_in(browser, "coordination-namur")
    asked = plain(browser.get("/instances/namur/axes").text)
    answer = FilledForm.at(browser, link_to(browser, "/instances/namur/axes", "En décider aussi"))
    agreed = plain(answer.type(basis="Nous aussi.").send().text)
    signed_in(browser)
    separation = FilledForm.at(browser, link_to(browser, axes(browser), "Ne plus tenir deux axes pour un seul"))
    separated = plain(
        separation.type(otherAxisKey=f"metier:soudeur-{mark}/NAMUR/metier:assembleuse-{mark}").send().text
    )
    withdrawal = FilledForm.at(browser, link_to(browser, axes(browser), "Retirer un axe"))
    withdrawn = plain(withdrawal.type(axisKey=f"metier:soudeur-{mark}").send().text)

    assert f"{other} (Namur) Attend la décision de Namur" in matched
    assert f"Liège tient son axe « {own} » pour un seul avec « {other} »" in asked
    assert f"{own} (Liège) Les deux Instances en ont décidé" in agreed
    assert f"{other} (Namur)" not in separated
    assert withdrawal.response.status_code == 303
    assert own in withdrawn
    assert f'value="metier:soudeur-{mark}"' not in browser.get(f"{INSTANCE}/axes/actes/retirer").text


def test_an_axis_gets_its_first_pole_by_the_same_form(coordinator: Browser) -> None:
    mark = uuid4().hex[:6]
    label, name = f"Monteuse {mark}", f"Pôle des monteuses {mark}"
    axis = {"axis.kind": "METIER", "axis.label": label, "firstPole": name}
    codes = {"axis.codes.0.system": "SFMQ", "axis.codes.0.code": mark}
    form = FilledForm.at(coordinator, link_to(coordinator, axes(coordinator), "Identifier un axe"))
    form.type(**axis, **codes, effectiveOn=day(-3))

    tried = plain(form.press("Vérifier sans consigner").response.text)
    before = plain(coordinator.get(f"{INSTANCE}/axes").text)
    created = plain(form.send().text)

    assert f"Puis le pôle « {name} » est créé." in tried
    assert label not in before
    assert (name in created, label in created, "Composer le pôle" in created) == (True, True, True)


def test_a_refused_first_pole_leaves_its_axis_and_is_corrected(coordinator: Browser) -> None:
    mark = uuid4().hex[:6]
    label, name = f"Poseuse {mark}", f"Pôle des poseuses {mark}"
    axis = {"axis.kind": "METIER", "axis.label": label, "firstPole": name}
    page = link_to(coordinator, axes(coordinator), "Identifier un axe")
    FilledForm.at(coordinator, page).type(**axis).send()
    withdrawal = FilledForm.at(coordinator, link_to(coordinator, axes(coordinator), "Retirer un axe"))
    withdrawal.type(axisKey=f"metier:poseuse-{mark}").send()

    again = FilledForm.at(coordinator, page).type(**axis)
    again.send()
    status, refused = again.response.status_code, again.response.text
    corrected = plain(again.type(firstPole=f"Autre pôle {mark}").send().text)

    assert (status, withdrawal.response.status_code) == (422, 303)
    assert "L'acte est consigné ; ce qui devait suivre est refusé" in plain(refused)
    assert 'id="refus-champ-firstPole"' in refused
    assert (f"Autre pôle {mark}" in corrected, "Composer le pôle" in corrected) == (True, True)


def test_an_axis_that_is_there_already_is_refused_at_its_label(coordinator: Browser) -> None:
    label = f"Tôlier {uuid4().hex[:6]}"
    identified(coordinator, label)
    form = FilledForm.at(coordinator, link_to(coordinator, axes(coordinator), "Identifier un axe"))

    form.type(**{"axis.kind": "METIER", "axis.label": label}).send()

    assert form.response.status_code == 422
    assert 'id="refus-champ-axis-label"' in form.response.text
    assert form.values["axis.label"] == [label]


def test_a_visitor_reads_the_axes_and_finds_no_form(browser: Browser) -> None:
    page = browser.get(f"{INSTANCE}/axes")

    assert page.status_code == 200
    assert not offers_acts(page.text)
    assert browser.get(f"{INSTANCE}/axes/actes/identifier").status_code == 303
