"""Forms and pages of an Instance with many objects: each is found, and chosen, by the pages alone."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Final
from uuid import uuid4

import pytest

from efe_infra.console.correction.cited_meetings import period_in
from tests.api.given import Api, Client, an_operator
from tests.api.opinions import an_adopted_list
from tests.conftest import Cloning
from tests.infra.console.browser import Browser
from tests.infra.console.busy import LAST, MANY, MANY_POLES, OPINION, Busy, a_busy_instance
from tests.infra.console.command_forms import address
from tests.infra.console.demonstration import demonstration
from tests.infra.console.filled import FilledForm, plain
from tests.infra.console.signing_in import signed_in
from tests.infra.console.trail_pages import line

HISTORY: Final = 101
WAITING: Final = 21
DECIDED: Final = """query ($id: ID!) { decisions(first: 100, filter: { poleId: $id }) {
    edges { node { title subject { id } } } } }"""
MEETINGS: Final = "query ($id: ID!) { meeting(id: $id) { day } }"


@pytest.fixture(scope="module")
def platform(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A register of its own: so many objects would be in the way of other tests."""
    with demonstration(cloning, tmp_path_factory.mktemp("home")) as api:
        yield api


@pytest.fixture(scope="module")
def liege(platform: Api) -> Client:
    return platform.client("coordination-liege")


@pytest.fixture(scope="module")
def busy(platform: Api, liege: Client) -> Busy:
    made = a_busy_instance(liege)
    platform.installation.sealer.run()
    platform.catch_up()
    return made


@pytest.fixture
def coordinator(busy: Busy, browser: Browser) -> Browser:
    signed_in(browser)
    return browser


def subjects_decided(by: Client, pole: str) -> dict[str, str | None]:
    edges = by.ask(DECIDED, id=pole)["decisions"]["edges"]
    return {each["node"]["title"]: (each["node"]["subject"] or {"id": None})["id"] for each in edges}


@pytest.mark.parametrize(
    ("words", "chosen", "kind"),
    [
        ("porter zing", f"Porter le projet : {LAST}", "project"),
        ("rendre quinc", f"Rendre l'avis : {OPINION}", "opinion"),
    ],
)
def test_a_proposal_is_about_the_last_of_many(
    coordinator: Browser, liege: Client, busy: Busy, words: str, chosen: str, kind: str
) -> None:
    form = FilledForm.at(coordinator, f"{address(busy.pole)}/decisions/actes/proposer")
    first = plain(form.response.text)
    title = f"Porter {uuid4().hex}"
    form.type(title=title, text="Le pôle en décide.").search("about", words)
    sent = form.press(f"Choisir {chosen}").send()

    assert chosen not in first
    assert "D'autres correspondent : précisez la recherche." in first
    assert "Une orientation" in first
    assert sent.status_code == 200
    assert subjects_decided(liege, busy.pole)[title] == getattr(busy, kind)


def test_the_address_of_a_proposal_chooses_the_last_of_many_projects(coordinator: Browser, busy: Busy) -> None:
    subject = f"project-{busy.project.removeprefix('Project:')}"
    page = coordinator.get(f"{address(busy.pole)}/decisions/actes/proposer?sujet={subject}")
    form = FilledForm(coordinator, "", page).shown()

    assert form.values["about"] == [subject]
    assert LAST in form.values["title"][0]


def test_what_a_search_among_many_did_not_offer_is_not_sent(coordinator: Browser, liege: Client, busy: Busy) -> None:
    """A label that the form never showed makes no option."""
    form = FilledForm.at(coordinator, f"{address(busy.pole)}/decisions/actes/proposer")
    title = f"Inventé {uuid4().hex}"
    form.type(title=title, text="Un texte.")
    form.values |= {"about": ["project-invente"], "nom-about": ["project-invente Un projet"]}
    sent = form.send()

    assert sent.status_code == 422
    assert "Ce choix n'est pas dans la liste." in unescape(sent.text)
    assert title not in subjects_decided(liege, busy.pole)


def test_the_record_of_a_meeting_proposes_the_last_of_many_projects(
    coordinator: Browser, liege: Client, busy: Busy
) -> None:
    form = FilledForm.at(coordinator, f"{address_of_meeting(busy)}/actes/consigner")
    row = next(name for name in form.values if name.endswith(".decision.proposed.title")).removesuffix(".title")
    title = f"À la réunion {uuid4().hex}"
    form.type(**{f"{row}.title": title, f"{row}.text": "Le pôle porte ce projet."})
    form.search(f"{row}.about", "porter zing").press(f"Choisir Porter le projet : {LAST}")
    present = {name: ["present"] for name in names(form, "attendance.")}
    form.values |= present | {f"{row.partition('.decision')[0]}.outcome": ["OPEN"]}
    sent = form.send()

    assert sent.status_code == 200, form.text
    assert subjects_decided(liege, busy.pole)[title] == busy.project


def address_of_meeting(busy: Busy) -> str:
    return busy.meeting.replace("Meeting:", "/reunions/")


def names(form: FilledForm, beginning: str) -> set[str]:
    text = form.response.text
    return {each.partition('"')[0] for each in text.split('name="')[1:] if each.startswith(beginning)}


def test_an_opinion_is_about_the_last_of_many_projects(coordinator: Browser, busy: Busy) -> None:
    form = FilledForm.at(coordinator, "/instances/liege/avis/rediger-un-avis")
    chosen = form.search("brief.subject.projectId", "ancien zing").press(f"Choisir {LAST}")

    assert chosen.values["brief.subject.projectId"] == [busy.project]


def test_a_correction_cites_the_minutes_of_long_ago_by_their_month(
    coordinator: Browser, liege: Client, busy: Busy
) -> None:
    held = date.fromisoformat(liege.ask(MEETINGS, id=busy.minutes)["meeting"]["day"])
    form = FilledForm.at(coordinator, f"{line(liege, busy.pole, 'created')}/rectifier")
    first = form.response.text
    form.search("minutesMeetingId", f"{held:%m/%Y}")
    [button] = [each for each in form.response.text.split('value="') if each.startswith("choisir:minutesMeetingId:")]

    assert busy.minutes not in first
    assert button.partition('"')[0] == f"choisir:minutesMeetingId:{busy.minutes}"


def test_a_meeting_is_searched_by_a_day_a_month_or_a_year() -> None:
    assert period_in("2024-02-29") == (date(2024, 2, 29), date(2024, 2, 29))
    assert period_in("29/02/2024") == (date(2024, 2, 29), date(2024, 2, 29))
    assert period_in("02/2024") == (date(2024, 2, 1), date(2024, 2, 29))
    assert period_in("9999") == (date(9999, 1, 1), date(9999, 12, 31))
    assert [period_in(each) for each in ("", "30/02/2024", "Salle 12", "0000")] == [None] * 4


def walked(browser: Browser, path: str, more: str, pattern: str) -> list[str]:
    """What a pattern finds on a page and, by its link to more, on the next ones."""
    found: list[str] = []
    for _ in range(MANY):
        page = unescape(browser.get(path).text)
        found += re.findall(pattern, page)
        following = re.findall(rf'href="([^"]+)">{more}</a>', page)
        if not following:
            return found
        [path] = following
    raise AssertionError(f"{path} has no end")


@pytest.mark.parametrize(
    ("more", "pattern"),
    [
        ("Projets suivants", r'rowheader"><a href="/projets/([0-9a-f-]+)"'),
        ("Avis suivants", r'href="/avis/([0-9a-f-]+)"'),
        ("Réunions suivantes", r'href="/reunions/([0-9a-f-]+)"'),
    ],
)
def test_the_page_of_a_pole_leads_to_all_its_objects(
    coordinator: Browser, busy: Busy, more: str, pattern: str
) -> None:
    listed = walked(coordinator, address(busy.pole), more, pattern)
    expected = {"Projets suivants": MANY, "Avis suivants": MANY + 1, "Réunions suivantes": MANY + 1}[more]

    assert len(listed) == len({*listed}) == expected


def test_the_page_of_a_pole_begins_with_its_latest_meeting(coordinator: Browser, busy: Busy) -> None:
    page = coordinator.get(address(busy.pole)).text

    assert re.findall(r'href="/reunions/([0-9a-f-]+)"', page)[0] == busy.last_meeting.removeprefix("Meeting:")


def test_the_page_of_an_instance_leads_to_all_its_poles_and_projects(
    coordinator: Browser, liege: Client, busy: Busy
) -> None:
    known = "{ poles(first: 100, filter: { bassin: LIEGE }) { edges { node { id dissolvedOn } } } }"
    alive = [each["node"]["id"] for each in liege.ask(known)["poles"]["edges"] if not each["node"]["dissolvedOn"]]
    poles = walked(coordinator, "/instances/liege", "Pôles suivants", r'<tr role="row" id="pole-([0-9a-f-]+)"')
    projects = walked(coordinator, "/instances/liege", "Projets suivants", r'<tr role="row" id="projet-([0-9a-f-]+)"')

    assert len(alive) > MANY_POLES
    assert {*poles} == {each.removeprefix("Pole:") for each in alive}
    assert len(poles) == len({*poles})
    assert busy.project.removeprefix("Project:") in projects
    assert len(projects) == len({*projects}) >= MANY


def test_the_row_of_a_pole_has_its_next_meeting_and_its_open_decision_among_many(
    coordinator: Browser, busy: Busy
) -> None:
    pattern = rf'<tr role="row" id="pole-{busy.other.removeprefix("Pole:")}">.*?</tr>'
    [row] = walked(coordinator, "/instances/liege", "Pôles suivants", f"(?s){pattern}")

    assert busy.other_meeting.replace("Meeting:", "/reunions/") in row
    assert busy.other_decision.replace("Decision:", "/decisions/") in row


def test_a_long_history_leads_to_all_its_acts(coordinator: Browser, liege: Client, busy: Busy) -> None:
    operator = an_operator(liege, number=uuid4().hex)
    for nth in range(HISTORY):
        liege.done("renameOperator", "operator { id }", bassin="LIEGE", operatorId=operator, name=f"Nom {nth}")
    page = unescape(coordinator.get(operator.replace("Operator:", "/operateurs/")).text)
    [path] = re.findall(r'href="([^"]+)">Toute son histoire', page)
    acts = walked(coordinator, path, "Page suivante", r'href="/instances/liege/piste/(\d+)"')

    assert len({*acts}) >= HISTORY


def test_many_corrections_that_wait_are_all_listed(coordinator: Browser, liege: Client, busy: Busy) -> None:
    poles = busy.poles[:WAITING]
    for each in poles:
        member = an_operator(liege, number=uuid4().hex)
        pole = liege.done("designateMember", "pole { version }", poleId=each, operatorId=member)
        liege.done("withdrawAct", "entity { id }", entityId=each, act=pole["version"], reason="Erreur")
    listed = walked(coordinator, "/instances/liege/corrections", "Page suivante", r'href="/poles/([0-9a-f-]+)"')

    assert [each for each in listed if f"Pole:{each}" in poles] == [*dict.fromkeys(listed)]
    assert {*poles} == {f"Pole:{each}" for each in listed}


def test_the_page_of_a_theme_leads_to_all_poles_that_cite_it(coordinator: Browser, liege: Client, busy: Busy) -> None:
    themes = an_adopted_list(liege)
    for each in busy.poles:
        liege.done("citeTheme", "pole { id }", poleId=each, themeId=themes["themes"][0]["id"])
    path = themes["id"].replace("ThemeList:", "/thematiques/")
    listed = walked(coordinator, path, "Tous les pôles", r'href="/poles/([0-9a-f-]+)"')

    assert {*listed} == {each.removeprefix("Pole:") for each in busy.poles}
