"""Forms with more options than a list has room for: each option is found, and chosen, by the pages alone."""

from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Final, NamedTuple
from uuid import uuid4

import pytest

from efe_infra.console.correction.cited_meetings import period_in
from tests.api.given import Api, Client
from tests.api.meetings import a_body, convened
from tests.api.opinions import SAYING, an_opinion
from tests.api.projects import CONTENT, emerge
from tests.api.test_opinions import opportunity
from tests.conftest import Cloning
from tests.hostile.pen.test_deadline import minutes_of_long_ago
from tests.infra.console.browser import Browser
from tests.infra.console.demonstration import demonstration
from tests.infra.console.filled import FilledForm, plain
from tests.infra.console.poles import a_constituted_pole
from tests.infra.console.test_commands import address
from tests.infra.console.test_corrections import line
from tests.infra.console.test_sign_in import signed_in

MANY: Final = 75
LAST: Final = "Zinguerie ancienne"
OPINION: Final = "Quincaillerie"
"""Titles of the last project and the last opinion: no other one has a word that begins like theirs."""
DECIDED: Final = """query ($id: ID!) { decisions(first: 100, filter: { poleId: $id }) {
    edges { node { title subject { id } } } } }"""
MEETINGS: Final = "query ($id: ID!) { meeting(id: $id) { day } }"


class Busy(NamedTuple):
    """Pôle with many projects, opinions and meetings, the last ones, and a plenary meeting with adopted minutes."""

    pole: str
    project: str
    opinion: str
    meeting: str
    minutes: str


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
    pole, _ = a_constituted_pole(liege, f"Pôle {uuid4().hex}")
    titles = [*(f"Intitulé {nth}" for nth in range(MANY - 1)), LAST]
    projects = [emerge(liege, pole, {**CONTENT, "title": each}) for each in titles]
    for _ in range(MANY):
        an_opinion(liege, **opportunity(pole))
    content = {**SAYING, "title": OPINION}
    opinion = liege.done("draftOpinion", "opinion { id }", origin={"initiative": opportunity(pole)}, content=content)
    plenary = a_body(liege)
    for nth in range(MANY):
        convened(liege, plenary, -nth)
    minutes = minutes_of_long_ago(liege)
    meeting = convened(liege, {"poleId": pole}, 0)
    platform.installation.sealer.run()
    platform.catch_up()
    return Busy(pole, projects[-1], opinion["id"], meeting, minutes)


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
