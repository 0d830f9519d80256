"""Corrections by forms: what follows is shown before anything is recorded, and four eyes see what is grave."""

import re
from datetime import date
from html import unescape
from itertools import chain
from uuid import uuid4

import pytest

from efe_domain.access.grants import Role
from efe_domain.catalogue import CORRECTIONS
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.messages import Language, format_day
from efe_infra.console.correction.forms import corrections
from efe_infra.console.correction.open_corrections import ProposedPatch, patch_words
from efe_infra.console.forms.fact_fields import OTHERS, PARTS
from efe_infra.console.forms.field_search import LABELS
from tests.api.given import Api, Client, day
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import fault_at, hidden
from tests.infra.console.poles import a_constituted_pole
from tests.infra.console.shown import TRAIL
from tests.infra.console.signing_in import signed_in
from tests.infra.console.trail_pages import HISTORY, line

REPRESENTATIVE = "changes.0.patch.representativeId"


@pytest.fixture(scope="module")
def liege(platform: Api) -> Client:
    return platform.client("coordination-liege")


@pytest.fixture(scope="module")
def pole(platform: Api, liege: Client) -> str:
    """Constituted, and sealed; the front page of this platform has room for a few more."""
    made, _ = a_constituted_pole(liege, f"Pôle {uuid4().hex}")
    platform.installation.sealer.run()
    return made


@pytest.fixture
def coordinator(browser: Browser) -> Browser:
    signed_in(browser)
    return browser


@pytest.fixture
def second(platform: Api) -> Browser:
    subject, found = f"seconde-{uuid4().hex}", Browser(platform)
    platform.granted(subject, Role.COORDINATOR, Bassin.LIEGE)
    signed_in(found, subject)
    return found


def french(text: str) -> str:
    return format_day(date.fromisoformat(text), Language.FRENCH)


def typed(page: str) -> dict[str, str]:
    """The fields of a form as it begins."""
    outline = Values(page)
    return hidden(page) | outline.values


class Values(Outline):
    """The values of the fields of a page, without its search."""

    def __init__(self, text: str) -> None:
        self.values: dict[str, str] = {}
        super().__init__(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "input" and "." in name and (given.get("type") not in {"radio", "checkbox"} or "checked" in given):
            self.values[name] = given.get("value") or ""
        super().handle_starttag(tag, attrs)


def test_what_follows_is_shown_first_and_a_second_coordinator_confirms(
    coordinator: Browser, second: Browser, liege: Client, pole: str
) -> None:
    path = f"{line(liege, pole, 'constituted')}/rectifier"
    data = typed(coordinator.get(path).text) | {"changes.0.patch.ends": day(50), "reason": "Faute <b> de frappe"}
    previewed = coordinator.post(path, data)
    before = liege.ask(HISTORY, id=pole)["pole"]
    proposed = coordinator.post(path, data | {"etape": "faire"})
    again = coordinator.post(path, data | {"etape": "faire"})
    listed = coordinator.get(proposed.headers["location"]).text
    [reply] = [each for each in Outline(listed).links if "/confirmer/" in each and pole[5:] in each]
    own = coordinator.post(reply, hidden(coordinator.get(reply).text))
    form = hidden(second.get(reply).text)
    confirmed, twice = second.post(reply, form), second.post(reply, form)

    assert previewed.status_code == 200
    assert f"<del>{french(before['termEnds'])}</del>" in previewed.text
    assert f"<ins>{french(day(50))}</ins>" in previewed.text
    assert "une autre personne" in previewed.text
    assert (proposed.status_code, proposed.headers["location"]) == (303, again.headers["location"])
    assert own.status_code == 422
    assert (confirmed.status_code, confirmed.headers["location"]) == (303, twice.headers["location"])
    assert liege.ask(HISTORY, id=pole)["pole"]["termEnds"] == day(50)
    assert "Faute &lt;b&gt; de frappe" in listed
    assert f"Dernier jour\u00a0: {french(day(50))}" in listed


def test_a_proposed_person_is_named(coordinator: Browser, liege: Client, pole: str) -> None:
    asked = {"givenName": "Nadia", "familyName": f"Proposée {uuid4().hex[:6]}"}
    person = liege.done("registerPerson", "person { id }", **asked)["id"]
    path = f"{line(liege, pole, 'member-designated')}/rectifier"
    data = typed(coordinator.get(path).text) | {"reason": "Une autre personne"}
    search = {f"{LABELS}{REPRESENTATIVE}": f"{person} Nadia {asked['familyName']}"}
    previewed = coordinator.post(path, data | search | {REPRESENTATIVE: person})
    patch = ProposedPatch(version=2, fields={"representative": person.partition(":")[2]})

    assert "<del>Voix Du Membre</del>" in previewed.text
    assert f"<ins>Nadia {asked['familyName']}</ins>" in previewed.text
    assert [*patch_words("pole", patch, {person: "Nadia"})] == ["Qui représente le membre : Nadia"]
    assert [*patch_words("pole", patch, {})] == ["Qui représente le membre : un nom que vous ne voyez pas"]


def test_what_is_left_as_it_was_is_not_corrected(coordinator: Browser, liege: Client, pole: str) -> None:
    path = f"{line(liege, pole, 'created')}/rectifier"
    data = typed(coordinator.get(path).text) | {"reason": "Rien"}
    nothing = coordinator.post(path, data)
    name = f"Pôle {uuid4().hex}"
    sent = coordinator.post(path, data | {"changes.0.patch.name": name, "etape": "faire"})
    found = liege.ask("query ($id: ID!) { pole(id: $id) { name createdOn } }", id=pole)["pole"]

    assert "Rien n'est changé" in fault_at(nothing.text, "changes-0-patch-effectiveOn")
    assert sent.status_code == 303
    assert found == {"name": name, "createdOn": data["changes.0.patch.effectiveOn"]}


def test_a_refusal_is_shown_before_the_act(coordinator: Browser, liege: Client, pole: str) -> None:
    """A member without whom a college is empty: the constitution would not stand."""
    path = f"{line(liege, pole, 'member-designated')}/rectifier"
    data = typed(coordinator.get(path).text) | {"changes.0.annul": "oui", "reason": "Jamais désigné"}
    page = coordinator.post(path, data)

    assert page.status_code == 422
    assert "/aide/refus/COMPOSITION_INCOMPLETE" in page.text
    assert "Jamais désigné" in page.text
    assert 'value="faire"' not in page.text


def test_an_act_is_withdrawn_by_two(coordinator: Browser, second: Browser, liege: Client, pole: str) -> None:
    liege.done("evaluatePole", "pole { id }", poleId=pole, conclusion="Bien.", effectiveOn=day(-20))
    liege.done("renewPole", "pole { id }", poleId=pole, effectiveOn=day(-10))
    entry = line(liege, pole, "renewed")
    path = f"{entry}/retirer"
    proposed = coordinator.post(path, hidden(coordinator.get(path).text) | {"reason": "Sans quorum"})
    listed = second.get(proposed.headers["location"].partition("?")[0]).text
    [reply] = [each for each in Outline(listed).links if "/confirmer-le-retrait/" in each and pole[5:] in each]
    confirmed = second.post(reply, hidden(second.get(reply).text))
    page = coordinator.get(entry).text

    assert (proposed.status_code, confirmed.status_code) == (303, 303)
    assert f"{entry}/rectifier" in page
    assert pole[5:] not in second.get("/instances/liege/corrections").text


def test_corrections_are_for_coordinators(platform: Api, browser: Browser, liege: Client, pole: str) -> None:
    entry = line(liege, pole, "created")
    signed_in(browser, "audit-liege")
    other = Browser(platform)
    signed_in(other, "coordination-namur")

    assert browser.get(f"{entry}/rectifier").status_code == 403
    assert "/rectifier" not in browser.get(entry).text
    assert browser.get("/instances/liege/corrections").status_code == 200
    assert {other.get(each).status_code for each in (f"{entry}/rectifier", "/instances/liege/corrections")} <= {
        403,
        404,
    }


def test_every_fact_that_may_be_rectified_has_its_fields() -> None:
    named = set(chain.from_iterable(each.fields for each in corrections().values()))

    assert {each.rpartition(".")[2] for each in PARTS} | OTHERS == named
    assert {each.partition(".")[0] for each in corrections()} <= set(CORRECTIONS)


def test_a_search_of_an_operator_keeps_what_is_typed(coordinator: Browser, liege: Client, pole: str) -> None:
    path = f"{line(liege, pole, 'member-designated')}/rectifier"
    field = "changes.0.patch.operatorId"
    data = typed(coordinator.get(path).text) | {"reason": "Un autre opérateur", f"cherche-{field}": "forem"}
    searched = coordinator.post(path, data | {"etape": f"chercher:{field}"})
    [operator, *_] = re.findall(rf'value="choisir:{field}:(Operator:[^"]+)"', searched.text)
    [label] = re.findall(rf'name="nom-{field}" value="({operator} [^"]+)"', searched.text)
    previewed = coordinator.post(path, data | {field: operator, f"nom-{field}": unescape(label)})

    assert searched.status_code == 200
    assert "\nUn autre opérateur</textarea>" in searched.text
    assert "Forem" in previewed.text.partition("<ins>")[2].partition("</ins>")[0] or previewed.status_code == 422
    assert "\nUn autre opérateur</textarea>" in previewed.text


def test_an_act_of_another_instance_is_not_offered_for_correction_and_says_whose_it_is(
    platform: Api, coordinator: Browser, liege: Client
) -> None:
    verdicts = """{ auditTrail(bassin: LIEGE, first: 100, filter: { kinds: ["project.verdict-given.v3"] }) {
        edges { node { position } } } }"""
    places = [each["node"]["position"] for each in liege.ask(verdicts)["auditTrail"]["edges"]]
    entries = {place: coordinator.get(f"{TRAIL}/{place}").text for place in places}
    others = {
        place: text for place, text in entries.items() if "Ce compte ne coordonne pas l'Instance" in unescape(text)
    }
    reached = [coordinator.get(f"{TRAIL}/{place}/retirer").status_code for place in entries.keys() - others.keys()]

    assert others
    assert [place for place, text in others.items() if re.search(r"/\d+/(retirer|rectifier)\"", text)] == []
    assert [place for place in entries.keys() - others.keys() if f"/{place}/retirer" not in entries[place]] == []
    assert {*reached} == {200}
