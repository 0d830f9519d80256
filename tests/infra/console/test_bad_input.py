"""Forms of the demonstration against bad input, one a form: nothing typed is lost, and nothing is done twice.

`test_every_form.py` sends every bad input to every form.
"""

from typing import Final

import pytest

from tests.api.given import Api
from tests.infra.console.bad_inputs import CASES, is_lost, opened, sent_twice, wrongs
from tests.infra.console.browser import Browser
from tests.infra.console.command_forms import fault_at, head
from tests.infra.console.demonstration import own_platform
from tests.infra.console.form_sheet import form_addresses
from tests.infra.console.shown import A_POLE, A_PROJECT, AN_OPERATOR, CARRYING
from tests.infra.console.signing_in import signed_in

__all__ = ["own_platform"]

MIN_FORMS: Final = 40
MIN_FILE_FORMS: Final = 6
OWN_ROLE: Final = "/acces/actes/retirer"
"""Form that the coordinator would send to lose the own role, and with it all others."""
EVERY: Final = 3
SAMPLE: Final = 6
"""Every so many forms has a bad input, and every so many is sent twice at once."""
PAGES: Final = ["/instances/liege", A_POLE, CARRYING, A_PROJECT, f"{A_PROJECT}/plan", AN_OPERATOR, "/appels"]
LISTS: Final = ["/instances/liege/operateurs", "/instances/liege/acces", "/instances/liege/axes", "/calendrier"]


@pytest.fixture(scope="module")
def coordinator(own_platform: Api) -> Browser:
    browser = Browser(own_platform)
    signed_in(browser)
    return browser


@pytest.fixture(scope="module")
def addresses(coordinator: Browser) -> list[str]:
    found = form_addresses(coordinator, [*PAGES, *LISTS])
    assert len(found) >= MIN_FORMS
    return found


def test_each_form_keeps_what_was_typed_and_records_nothing(coordinator: Browser, addresses: list[str]) -> None:
    """One bad input for every third form, in turn: texts, versions and sessions are handled in one place."""
    found = [
        fault
        for nth, address in enumerate(addresses[::EVERY])
        if (form := opened(coordinator, address))
        for fault in wrongs(form, CASES[nth % len(CASES)])
    ]

    assert found == []


def test_a_refused_file_loses_no_other_field(coordinator: Browser, addresses: list[str]) -> None:
    """A file of another type, or for every third field one over the limit: the sentence stands at its field."""
    page = b"<p>Une page</p>"
    largest = bytes(coordinator.api.installation.settings.max_document)
    tried = [(page, "text/html"), (b"%PDF-1.7 " + largest, "application/pdf")]
    found: list[tuple[int, list[str], bool, int]] = []
    for address in addresses:
        form = opened(coordinator, address)
        if form is None or not form.sheet.files:
            continue
        sent = {name: values[-1] for name, values in form.sheet.filled().items() if not name.endswith("effectiveOn")}
        before, [field, *_] = head(coordinator.api), form.sheet.files
        content, media = tried[len(found) % EVERY == 0]
        answer = coordinator.upload(address, content, media, field=field, data=sent)
        lost = [name for name, text in sent.items() if is_lost(text, answer.text)]
        at_field = fault_at(answer.text, field.removesuffix("-fichier"))
        found.append((answer.status_code, lost, bool(at_field), head(coordinator.api) - before))

    assert len(found) >= MIN_FILE_FORMS
    assert {str(each) for each in found} == {"(422, [], True, 0)"}


def test_a_form_that_is_sent_twice_at_once_is_recorded_once(coordinator: Browser, addresses: list[str]) -> None:
    others = [each for each in addresses if not each.endswith(OWN_ROLE)]
    outcomes = [sent_twice(form) for each in others[::SAMPLE] if (form := opened(coordinator, each))]

    assert [fault for each in outcomes for fault in each.faults] == []
    assert any(each.is_recorded for each in outcomes)
