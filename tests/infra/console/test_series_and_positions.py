"""A year's meetings in one form, and what several members said in another."""

import re
from uuid import uuid4

import pytest

from tests.api.decisions import propose
from tests.api.documents import stored
from tests.api.given import Api, Client, day
from tests.infra.console.browser import Browser
from tests.infra.console.command_forms import fault_at, hidden
from tests.infra.console.poles import a_constituted_pole
from tests.infra.console.signing_in import signed_in

SERIES = "/instances/liege/actes/convoquer-une-serie"


@pytest.fixture
def liege(platform: Api) -> Client:
    return platform.client("coordination-liege")


@pytest.fixture
def pole(liege: Client) -> tuple[str, list[str]]:
    return a_constituted_pole(liege, f"Pôle {uuid4().hex}")


@pytest.fixture
def coordinator(browser: Browser) -> Browser:
    signed_in(browser)
    return browser


def days_of(by: Client, pole: str) -> list[str]:
    asked = "query ($id: ID!) { meetings(filter: { poleId: $id }, first: 50) { edges { node { day startsAt } } } }"
    return [each["node"]["day"] for each in by.ask(asked, id=pole)["meetings"]["edges"]]


def test_a_year_of_meetings_is_convened_by_one_form(
    coordinator: Browser, liege: Client, pole: tuple[str, list[str]]
) -> None:
    path = f"{SERIES}?pole={pole[0].removeprefix('Pole:')}"
    form = hidden(coordinator.get(path).text)
    form |= {"assembly": pole[0], "startsAt": "14h", "place": "Salle", "remote": "", "meetings.1.day": ""}
    days = [day(30), day(120), day(210)]
    form |= {f"meetings.{row}.day": each for row, each in zip((0, 2, 4), days, strict=True)}

    longer = coordinator.post(path, form | {"etape": "meetings"})
    twice = coordinator.post(path, form | {"meetings.4.day": day(30)})
    homeless = coordinator.post(path, form | {"place": ""})
    empty = coordinator.post(path, form | {f"meetings.{row}.day": "" for row in range(5)})
    before = days_of(liege, pole[0])
    done = [coordinator.post(path, form) for _ in range(2)]

    assert 'name="meetings.5.day"' in longer.text
    assert "déjà dans la liste" in fault_at(twice.text, "meetings-4-day")
    assert fault_at(homeless.text, "place")
    assert "Un jour au moins" in fault_at(empty.text, "meetings-0-day")
    assert before == []
    assert [each.status_code for each in done] == [303, 303]
    assert done[0].headers["location"].startswith(f"/poles/{pole[0].removeprefix('Pole:')}?")
    assert days_of(liege, pole[0]) == days


def test_positions_of_several_members_rest_on_one_document(
    platform: Api, coordinator: Browser, liege: Client, pole: tuple[str, list[str]]
) -> None:
    decision = propose(liege, pole[0])["id"].replace("Decision:", "/decisions/")
    path, keys = f"{decision}/actes/positions", [each.removeprefix("Operator:") for each in pole[1]]
    form = hidden(coordinator.get(path).text) | {f"positions.{keys[0]}.stance": "AGREE"}
    form |= {f"positions.{keys[2]}.stance": "RESERVE", f"positions.{keys[2]}.words": ""}
    note = {"sha256": stored(liege, b"%PDF-1.7 signed " + uuid4().bytes)}

    baseless = coordinator.post(path, form | {f"positions.{keys[2]}.words": "À revoir."})
    unsaid = coordinator.post(path, form | note)
    form |= note | {f"positions.{keys[2]}.words": "À revoir."}
    tried = coordinator.post(path, form | {"etape": "verifier"})
    done = [coordinator.post(path, form) for _ in range(2)]
    after = coordinator.get(path).text

    assert "document" in fault_at(baseless.text, f"positions-{keys[0]}-stance")
    assert fault_at(unsaid.text, f"positions-{keys[2]}-words")
    assert 'value="AGREE" selected' in unsaid.text
    assert "encore consigné" in tried.text
    assert len(re.findall(r"<p>Opérateur [^<]*\(collège [AC]\)[^<]*\.</p>", tried.text)) == 2
    assert [each.status_code for each in done] == [303, 303]
    assert after.count("Déjà consigné") == 2
    assert path in coordinator.get(decision).text
    other = Browser(platform)
    signed_in(other, "audit-liege")
    assert (other.get(path).status_code, other.post(path, form).status_code) == (403, 403)
    assert path not in other.get(decision).text
