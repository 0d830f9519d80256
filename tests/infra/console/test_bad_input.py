"""Every form against bad input: nothing that a person typed is lost, and nothing is done twice."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier
from typing import Final, NamedTuple

import httpx
import pytest

from efe_infra.samples.demo.clock import WRITTEN_FOR
from efe_infra.samples.demo.play import Demonstration
from tests.api.given import Api
from tests.conftest import Cloning
from tests.infra.console.browser import Browser
from tests.infra.console.form_sheet import TEXTS, Sheet, faults_in, form_addresses
from tests.infra.console.shown import A_POLE, A_PROJECT, AN_OPERATOR, CARRYING
from tests.infra.console.test_commands import fault_at, kept
from tests.infra.console.test_dry_runs import head
from tests.infra.console.test_sign_in import signed_in
from tests.running import served

HOSTILE: Final = '"><script>alert(1)</script></textarea><img src=x>\u202egnol\u2066\x07\x1b[31m'
MAX_BODY: Final = 900_000
LONG_TEXT: Final = 100_000
MIN_FORMS: Final = 40
MIN_FILE_FORMS: Final = 6
MIN_RECORDED: Final = 12
OWN_ROLE: Final = "/acces/actes/retirer"
"""Form that the coordinator would send to lose the own role, and with it all others."""
STOPPED: Final = "L'acte est consigné, la suite est refusée"
"""Heading of the refusal of a command that follows the one of the form, which a dry run cannot foresee."""
SAMPLE: Final = 6
"""Every so many forms is sent twice at once in the short run."""
PAGES: Final = ["/instances/liege", A_POLE, CARRYING, A_PROJECT, f"{A_PROJECT}/plan", AN_OPERATOR, "/appels"]
LISTS: Final = ["/instances/liege/operateurs", "/instances/liege/acces", "/instances/liege/axes", "/calendrier"]


class Opened(NamedTuple):
    """Form as a browser shows it."""

    browser: Browser
    address: str
    sheet: Sheet

    def post(self, data: dict[str, list[str]], browser: Browser | None = None) -> httpx.Response:
        return (browser or self.browser).post(self.address, data)

    @property
    def texts(self) -> int:
        return sum(each.kind in TEXTS for each in self.sheet.controls.values())

    @property
    def is_versioned(self) -> bool:
        return "expectedVersion" in self.sheet.controls


@pytest.fixture(scope="module")
def own_platform(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The demonstration again: these forms change it."""
    with cloning() as database, served(database, tmp_path_factory.mktemp("bad-input")) as api:
        Demonstration(api.installation, WRITTEN_FOR).play()
        api.visitor.ask("query ($at: Position) { meta(minPosition: $at) { version } }", at=str(head(api)))
        yield api


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


def opened(browser: Browser, address: str) -> Opened | None:
    """Opens a form; None if an earlier form made it impossible, or if the page has another one."""
    page = browser.get(address)
    sheet = Sheet(page.text)
    return Opened(browser, address, sheet) if page.is_success and "commandId" in sheet.controls else None


def is_lost(text: str, page: str) -> bool:
    return text.strip() not in unescape(page)


def empty(form: Opened) -> list[str]:
    answer = form.post(form.sheet.typed(lambda _: "") | {"etape": ["verifier"]})
    status = [] if answer.status_code in {200, 422} else [f"status {answer.status_code}"]
    return [*status, *map(str, faults_in(answer.text).items())]


def too_long(form: Opened) -> list[str]:
    if not form.texts:
        return []
    size = min(LONG_TEXT, MAX_BODY // (form.texts or 1))
    sent = form.sheet.typed(lambda each: f"{each.name} {'x' * size}"[:size])
    return refused_with_texts(form, form.post(sent), sent)


def hostile(form: Opened) -> list[str]:
    if not form.texts:
        return []
    sent = form.sheet.typed(lambda _: HOSTILE)
    return refused_with_texts(form, form.post(sent), sent)


def refused_with_texts(form: Opened, answer: httpx.Response, sent: dict[str, list[str]]) -> list[str]:
    typed = {name: text for name, [text, *_] in sent.items() if form.sheet.controls[name].kind in TEXTS}
    lost = [name for name, text in typed.items() if is_lost(text, answer.text)]
    status = [] if answer.status_code == 422 else [f"status {answer.status_code}"]
    return [*status, *(f"lost {each}" for each in lost), *map(str, faults_in(answer.text).items())]


def stale(form: Opened) -> list[str]:
    name = "expectedVersion" if form.is_versioned else "contentHash"
    if name not in form.sheet.controls:
        return []
    sent = form.sheet.filled() | {name: ["0" * (1 if form.is_versioned else 64)]}
    answer = form.post(sent)
    shown = Sheet(answer.text).controls
    faults = [] if answer.status_code in {409, 422} else [f"status {answer.status_code}"]
    lost = [
        each.name
        for each in form.sheet.controls.values()
        if each.kind in TEXTS and any(is_lost(text, answer.text) for text in sent[each.name])
    ]
    same = shown[name].values == sent[name] and answer.status_code == 409 if name in shown else False
    return [*faults, *(f"lost {each}" for each in lost), *(["the version stays stale"] if same else [])]


def without_session(form: Opened) -> list[str]:
    sent = form.sheet.filled()
    answer = form.post(sent, Browser(form.browser.api))
    pairs = {name: values[-1] for name, values in sent.items()}
    faults = [] if answer.status_code == 403 else [f"status {answer.status_code}"]
    return [*faults, *(name for name, value in pairs.items() if kept(answer.text).get(name) != value)]


CASES: Final[list[Callable[[Opened], list[str]]]] = [empty, too_long, hostile, stale, without_session]


def wrongs(browser: Browser, address: str, case: Callable[[Opened], list[str]]) -> list[str]:
    """Returns what is wrong with the answer to one bad input, which must record nothing."""
    form = opened(browser, address)
    if form is None:
        return []
    before = head(browser.api)
    found = [f"{case.__name__} {address}: {each}" for each in case(form)]
    return [*found, *([f"{case.__name__} {address}: recorded"] if head(browser.api) != before else [])]


def test_each_form_keeps_what_was_typed_and_records_nothing(coordinator: Browser, addresses: list[str]) -> None:
    """One bad input a form, in turn: their texts, versions and sessions are handled in one place."""
    found = [
        fault
        for nth, address in enumerate(addresses)
        for fault in wrongs(coordinator, address, CASES[nth % len(CASES)])
    ]

    assert found == []


@pytest.mark.long
def test_each_form_keeps_what_was_typed_after_each_bad_input(coordinator: Browser, addresses: list[str]) -> None:
    found = [fault for each in addresses for case in CASES for fault in wrongs(coordinator, each, case)]

    assert found == []


def test_a_refused_file_loses_no_other_field(coordinator: Browser, addresses: list[str]) -> None:
    """A file of another type, and one over the limit: the sentence stands at its field."""
    page = b"<p>Une page</p>"
    tried = [page, b"%PDF-1.7 " + bytes(coordinator.api.installation.settings.max_document)]
    found = []
    for address in addresses:
        form = opened(coordinator, address)
        if form is None or not form.sheet.files:
            continue
        sent = {name: values[-1] for name, values in form.sheet.filled().items() if not name.endswith("effectiveOn")}
        before, [field, *_] = head(coordinator.api), form.sheet.files
        for content, media in zip(tried, ("text/html", "application/pdf"), strict=True):
            answer = coordinator.upload(address, content, media, field=field, data=sent)
            lost = [name for name, text in sent.items() if is_lost(text, answer.text)]
            at_field = fault_at(answer.text, field.removesuffix("-fichier"))
            found.append((answer.status_code, lost, bool(at_field), head(coordinator.api) - before))

    assert len(found) >= MIN_FILE_FORMS
    assert {str(each) for each in found} == {"(422, [], True, 0)"}


class SentTwice(NamedTuple):
    """Outcome of a form that was sent twice at once: whether it was recorded, and what is wrong."""

    is_recorded: bool
    faults: list[str]


def planned_in(page: str) -> int:
    """Returns the number of acts that the result of a dry run tells."""
    result = page.partition('id="essai"')[2].partition("</section>")[0]
    acts = result.partition("<ol>")[2].partition("</ol>")[0]
    repeated = sum(int(times) - 1 for times in re.findall(r"\((\d+) fois\)", acts))
    return acts.count("<li>") + repeated + sum(map(int, re.findall(r"(\d+) actes? serai", result)))


def sent_twice(browser: Browser, address: str) -> SentTwice:
    """Double click, back button and a second tab: what one form records is recorded once."""
    form, tab = opened(browser, address), opened(browser, address)
    if form is None or tab is None:
        return SentTwice(is_recorded=False, faults=[])
    sent, api, barrier = form.sheet.filled(), browser.api, Barrier(2)
    other = tab.sheet.filled()
    trial = form.post(sent | {"etape": ["verifier"]})
    before = head(api)

    def click(_: int) -> httpx.Response:
        barrier.wait()
        return form.post(sent)

    with ThreadPoolExecutor(2) as threads:
        clicks = list(threads.map(click, range(2)))
    after = head(api)
    back = form.post(sent)
    ways = {each.headers.get("location", "") for each in (*clicks, back)}
    statuses = {each.status_code for each in (*clicks, back)}
    faults = []
    if len(statuses) > 1 or len(ways) > 1:
        faults.append(f"answers differ: {statuses} {ways}")
    is_half = STOPPED in unescape(clicks[0].text)
    if (trial.status_code == 200) != (statuses == {303}) and not is_half:
        faults.append(f"verified {trial.status_code}, sent {statuses}")
    if head(api) != after or (after != before) != (statuses == {303} or is_half):
        faults.append(f"recorded {before} {after} {head(api)}")
    if statuses == {303} and after - before != planned_in(trial.text):
        faults.append(f"planned {planned_in(trial.text)}, recorded {after - before}")
    if statuses == {303} and tab.is_versioned:
        late = tab.post(other)
        if late.status_code == 303 or head(api) != after:
            faults.append(f"second tab: {late.status_code}")
    return SentTwice(statuses == {303}, [f"{address}: {each}" for each in faults])


def test_a_form_that_is_sent_twice_at_once_is_recorded_once(coordinator: Browser, addresses: list[str]) -> None:
    others = [each for each in addresses if not each.endswith(OWN_ROLE)]
    outcomes = [sent_twice(coordinator, each) for each in others[::SAMPLE]]

    assert [fault for each in outcomes for fault in each.faults] == []
    assert any(each.is_recorded for each in outcomes)


@pytest.mark.long
def test_every_form_that_is_sent_twice_at_once_is_recorded_once(coordinator: Browser, addresses: list[str]) -> None:
    outcomes = [sent_twice(coordinator, each) for each in addresses if not each.endswith(OWN_ROLE)]

    assert [fault for each in outcomes for fault in each.faults] == []
    assert sum(each.is_recorded for each in outcomes) >= MIN_RECORDED
