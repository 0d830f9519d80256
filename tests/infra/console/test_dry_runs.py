"""« Vérifier sans consigner » on every form: what the register would say, what is wrong, and nothing recorded."""

import re
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.console.decision.forms import DECISION_COMMANDS, OBJECTION_COMMANDS
from efe_infra.console.meeting.forms import MEETING_COMMANDS
from efe_infra.console.pole.forms import POLE_COMMANDS
from tests.api.given import AXIS_KEY, Api, Client, a_pole, an_operator, day
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import CREATE, address, fault_at, head, hidden, version
from tests.infra.console.signing_in import signed_in

VERIFY = {"etape": "verifier"}


@pytest.fixture
def liege(platform: Api) -> Client:
    return platform.client("coordination-liege")


@pytest.fixture
def coordinator(browser: Browser) -> Browser:
    signed_in(browser)
    return browser


def test_a_form_is_verified_and_then_recorded_with_the_same_input(
    platform: Api, coordinator: Browser, liege: Client
) -> None:
    name = f"Pôle {uuid4().hex}"
    member = f"Membre {uuid4().hex}"
    operator = an_operator(liege, number=uuid4().hex, name=member)
    pole = address(a_pole(liege, name))
    path = f"{pole}/actes/designer?{urlencode({'q': member})}"
    form = hidden(coordinator.get(path).text) | {"operatorId": operator}
    before = head(platform)

    tried = coordinator.post(path, form | VERIFY)
    untouched = head(platform)
    done = coordinator.post(path, hidden(tried.text) | {"operatorId": operator})
    repeated = coordinator.post(path, form | VERIFY)
    text = Outline(tried.text).text

    assert (tried.status_code, untouched, done.status_code) == (200, before, 303)
    assert hidden(tried.text)["commandId"] == form["commandId"]
    assert "rien n'est encore consigné" in text
    assert re.search(rf"le registre dira.*{name}", text, re.DOTALL)
    assert f'name="operatorId" value="{operator}"' in tried.text
    assert version(liege, pole) == 2
    assert "déjà consigné" in Outline(repeated.text).text


def test_what_would_be_refused_stands_at_its_field_and_nothing_is_recorded(
    platform: Api, coordinator: Browser, liege: Client
) -> None:
    name = f"Pôle {uuid4().hex}"
    a_pole(liege, name)
    form = hidden(coordinator.get(CREATE).text) | {"axis": AXIS_KEY, "name": name, "effectiveOn": day(-3)}
    before = head(platform)
    refused = coordinator.post(CREATE, form | VERIFY)

    assert (refused.status_code, head(platform)) == (422, before)
    assert "a déjà un pôle" in fault_at(refused.text, "name")
    assert f'value="{name}"' in refused.text
    assert 'id="essai"' not in refused.text


def test_every_form_of_a_register_command_can_be_verified(coordinator: Browser, liege: Client) -> None:
    shown = coordinator.get(f"{address(a_pole(liege, f'Pôle {uuid4().hex}'))}/actes/dissoudre").text
    forms = [*POLE_COMMANDS.values(), *MEETING_COMMANDS.values(), *DECISION_COMMANDS.values()]

    assert 'name="etape" value="verifier" formaction="#essai"' in shown
    assert all(each.has_dry_run for each in (*forms, *OBJECTION_COMMANDS.values()))


def test_all_errors_of_a_form_come_in_one_round(coordinator: Browser) -> None:
    """A day that is none keeps the form from being sent; the platform finds the texts that are too long."""
    typed = {"name": "x" * 400, "effectiveOn": "31/02/2026", "source": "y" * 600}
    refused = coordinator.post(CREATE, hidden(coordinator.get(CREATE).text) | typed)
    links = [each for each in Outline(refused.text).links if each.startswith("#champ-")]

    assert refused.status_code == 422
    assert links == ["#champ-axis", "#champ-name", "#champ-effectiveOn", "#champ-source"]
    assert "4 points à revoir avant de consigner" in Outline(refused.text).text
    assert all(fault_at(refused.text, each) for each in ("name", "effectiveOn", "source"))
    assert all(each in refused.text for each in typed.values())


def test_a_refused_day_stays_a_day_and_an_unreadable_one_stays_in_sight(coordinator: Browser, liege: Client) -> None:
    path = f"{address(a_pole(liege, f'Pôle {uuid4().hex}'))}/actes/dissoudre"
    form = hidden(coordinator.get(path).text) | {"reason": "Fusion"}

    future = coordinator.post(path, form | {"effectiveOn": "31/12/2098"}).text
    unreadable = coordinator.post(path, form | {"effectiveOn": "31/02/2026"}).text
    again = coordinator.post(path, form | {"effectiveOn": "", "effectiveOn-illisible": "31/02/2026"})
    emptied = coordinator.post(
        path, form | {"effectiveOn-illisible": "31/02/2026", "effectiveOn-vide": "oui"} | VERIFY
    )

    assert 'name="effectiveOn" type="date" value="2098-12-31"' in future
    assert '<details class="other-day" open>' in future
    assert 'name="effectiveOn" type="date" value=""' in unreadable
    assert "Vous aviez écrit : « 31/02/2026 »".replace(" :", "\N{NO-BREAK SPACE}:") in Outline(
        unreadable
    ).text.replace("«\N{NO-BREAK SPACE}", "« ").replace("\N{NO-BREAK SPACE}»", " »")
    assert (again.status_code, emptied.status_code) == (422, 200)
    assert '<details class="other-day">' in coordinator.get(path).text


def test_texts_are_found_again_by_a_person_who_lost_the_right_meanwhile(
    platform: Api, browser: Browser, liege: Client
) -> None:
    subject, text = f"coordination-{uuid4().hex}", "Une raison longue <b>et réfléchie</b>"
    platform.granted(subject, Role.COORDINATOR, Bassin.LIEGE)
    signed_in(browser, subject)
    path = f"{address(a_pole(liege, f'Pôle {uuid4().hex}'))}/actes/dissoudre"
    form = hidden(browser.get(path).text) | {"reason": text}
    revoked = {"accountId": f"Account:{platform.account(subject)}", "role": "COORDINATOR", "bassin": "LIEGE"}
    liege.done("revokeAccess", "instance { id }", **revoked)

    refused = browser.post(path, form)

    assert refused.status_code == 404
    assert text in Outline(refused.text).text
    assert 'name="commandId"' not in refused.text


def test_a_form_without_a_dry_run_is_shown_again(coordinator: Browser) -> None:
    form = "/instances/liege/personnes/actes/inscrire"
    page = coordinator.get(form).text
    shown = coordinator.post(form, hidden(page) | VERIFY)

    assert 'value="verifier"' not in page
    assert shown.status_code == 200
