"""Bad inputs of any command form, and what each answer must keep: all that was typed, and the register as it was."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier
from typing import Final, NamedTuple
from uuid import uuid4
from zlib import crc32

import httpx

from efe_domain.shared.texts import LONGEST_TEXT
from efe_infra.console.forms.command_form import FILE
from tests.infra.console.browser import Browser
from tests.infra.console.command_forms import head, kept_fields
from tests.infra.console.form_sheet import LABEL, TEXTS, Sheet, faults_in

HOSTILE: Final = '"><script>alert(1)</script></textarea><img src=x>\u202egnol\u2066\x00\x07\x1b[31m'
MAX_BODY: Final = 900_000
LONG_TEXT: Final = 100_000
"""Characters of each text of every fourth form; the other forms have texts of twice the length that is allowed."""
LONG_STEP: Final = 4
STOPPED: Final = "L'acte est consigné, la suite est refusée"
"""Heading of the refusal of a command that follows the one of the form, which a dry run cannot foresee."""
A_FILE: Final = b"%PDF-1.7 piece"
VERIFY: Final = {"etape": ["verifier"]}
VERIFY_BUTTON: Final = 'value="verifier"'
"""Part of a form whose command is recorded in the ledger; those on the vault alone have no dry run."""
type Sent = dict[str, list[str]]


class Opened(NamedTuple):
    """Form as a browser shows it."""

    browser: Browser
    address: str
    sheet: Sheet

    def post(self, data: Sent, browser: Browser | None = None) -> httpx.Response:
        return (browser or self.browser).post(self.address, data)

    def sent(self, data: Sent) -> httpx.Response:
        """Sends the form with a file in its file field, if it needs a document."""
        missing = [each for each in self.sheet.files if not any(data.get(each.removesuffix(FILE), ()))]
        if not missing:
            return self.post(data)
        return self.browser.upload(self.address, A_FILE, "application/pdf", field=missing[0], data=data)

    def searched(self) -> "Opened":
        """Returns the form with what its search boxes find for one letter: a person chooses among that."""
        if not self.sheet.searches:
            return self
        typed = {each: ["a"] for each in self.sheet.searches}
        page = self.post(self.sheet.filled() | typed | {"etape": ["chercher"]})
        return self._replace(sheet=Sheet(page.text))

    @property
    def texts(self) -> list[str]:
        return [each.name for each in self.sheet.controls.values() if each.kind in TEXTS]

    @property
    def head(self) -> int:
        return head(self.browser.api)

    def lost(self, sent: Sent, page: str) -> list[str]:
        """Returns the fields whose value the page does not show."""
        shown = Sheet(page).controls
        return [
            f"lost {name}: {values}"[:200]
            for name, values in sent.items()
            if name in self.sheet.controls and name not in ENVELOPE and not name.startswith(LABEL)
            if name not in shown or not is_kept(values, shown[name].values)
        ]


ENVELOPE: Final = frozenset({"commandId", "expectedVersion", "contentHash", "etape", "acte"})
"""Fields that the answer to a form may change, and its buttons."""


def is_kept(sent: list[str], shown: list[str]) -> bool:
    return sorted(each.strip() for each in sent if each) == sorted(each.strip() for each in shown if each)


def is_lost(text: str, page: str) -> bool:
    return text.strip() not in unescape(page)


def opened(browser: Browser, address: str) -> Opened | None:
    """Opens a form; None if an earlier form made it impossible, or if the page has another one."""
    page = browser.follow(browser.get(address))
    sheet = Sheet(page.text)
    if not page.is_success or "commandId" not in sheet.controls:
        return None
    return Opened(browser, page.url.raw_path.decode(), sheet)


def empty(form: Opened) -> list[str]:
    answer = form.post(form.sheet.typed(lambda _: "") | VERIFY)
    return [*unless(answer, 200, 422), *map(str, faults_in(answer.text).items())]


def too_long(form: Opened) -> list[str]:
    is_largest = crc32(" ".join(form.texts).encode()) % LONG_STEP == 0
    size = min(LONG_TEXT if is_largest else 2 * LONGEST_TEXT, MAX_BODY // (len(form.texts) or 1))
    return refused(form, {name: [f"{name} {'x' * size}"[:size]] for name in form.texts})


def hostile(form: Opened) -> list[str]:
    return refused(form, {each: [HOSTILE] for each in form.texts})


def refused(form: Opened, texts: Sent) -> list[str]:
    """Returns what is wrong with the answer to these texts, in a form that is filled in otherwise."""
    if not texts:
        return []
    sent = form.sheet.filled() | texts
    answer = form.post(sent)
    return [*unless(answer, 422), *form.lost(sent, answer.text), *map(str, faults_in(answer.text).items())]


def stale(form: Opened) -> list[str]:
    """Sends a form that was opened before another act, or that showed another text."""
    controls = form.sheet.controls
    moved = {"expectedVersion": "0"} if "expectedVersion" in controls else {"contentHash": "0" * 64}
    if not moved.keys() & controls.keys():
        return []
    sent = form.sheet.filled() | {name: [value] for name, value in moved.items()}
    answer = form.post(sent)
    [name] = moved
    shown = Sheet(answer.text).controls
    is_same = answer.status_code == 409 and name in shown and shown[name].values == sent[name]
    still = ["the version stays stale"] if is_same else []
    return [*unless(answer, 409, 422), *form.lost(sent, answer.text), *still]


def without_session(form: Opened) -> list[str]:
    sent = form.sheet.filled()
    answer = form.post(sent, Browser(form.browser.api))
    fields = kept_fields(answer.text)
    lost = [f"lost {name}" for name, values in sent.items() if fields.get(name) != values[-1]]
    return [*unless(answer, 403), *lost]


def unless(answer: httpx.Response, *statuses: int) -> list[str]:
    return [] if answer.status_code in statuses else [f"status {answer.status_code}"]


type Case = Callable[[Opened], list[str]]
CASES: Final[list[Case]] = [empty, too_long, hostile, stale, without_session]


def wrongs(form: Opened, *cases: Case) -> list[str]:
    """Returns what is wrong with the answers to bad inputs, none of which may record anything."""
    found, before = [], form.head
    for case in cases:
        found += [f"{case.__name__} {form.address}: {each}" for each in case(form)]
        after = form.head
        found += [f"{case.__name__} {form.address}: recorded"] if after != before else []
        before = after
    return found


class SentTwice(NamedTuple):
    """Outcome of a form that was sent twice at once: whether it was recorded, and what is wrong."""

    is_recorded: bool
    faults: list[str]
    refusal: str = ""


def planned_in(page: str) -> int:
    """Returns the number of acts that the result of a dry run tells."""
    result = page.partition('id="essai"')[2].partition("</section>")[0]
    acts = result.partition("<ol>")[2].partition("</ol>")[0]
    repeated = sum(int(times) - 1 for times in re.findall(r"\((\d+) fois\)", acts))
    return acts.count("<li>") + repeated + sum(map(int, re.findall(r"(\d+) actes? serai", result)))


def sent_twice(form: Opened) -> SentTwice:
    """Double click, back button and a second tab: what one form records is recorded once."""
    form = form.searched()
    sent, barrier = form.sheet.filled(), Barrier(2)
    trial = form.sent(sent | VERIFY)
    before = form.head

    def click(_: int) -> httpx.Response:
        barrier.wait()
        return form.sent(sent)

    with ThreadPoolExecutor(2) as threads:
        clicks = list(threads.map(click, range(2)))
    after = form.head
    back = form.sent(sent)
    ways = {each.headers.get("location", "") for each in (*clicks, back)}
    statuses = {each.status_code for each in (*clicks, back)}
    is_done, is_half = statuses == {303}, STOPPED in unescape(clicks[0].text)
    is_in_ledger = VERIFY_BUTTON in trial.text
    faults = []
    if len(statuses) > 1 or len(ways) > 1:
        faults.append(f"answers differ: {statuses} {ways}")
    if is_in_ledger and (trial.status_code == 200) != is_done and not is_half:
        faults.append(f"verified {trial.status_code}, sent {statuses}")
    if form.head != after or (after != before) != (is_in_ledger and (is_done or is_half)):
        faults.append(f"recorded {before} {after} {form.head}")
    if is_done and after - before != planned_in(trial.text):
        faults.append(f"planned {planned_in(trial.text)}, recorded {after - before}")
    if not is_done:
        faults += form.lost(sent, back.text)
    if is_done and "expectedVersion" in sent:
        faults += in_a_second_tab(form, sent)
    return SentTwice(is_done, [f"{form.address}: {each}" for each in faults], refusal_in(back.text))


def in_a_second_tab(form: Opened, sent: Sent) -> list[str]:
    """Sends what another tab still shows: its key is another one, its version is stale."""
    before = form.head
    late = form.sent(sent | {"commandId": [str(uuid4())]})
    is_page = late.status_code in {409, 422} and "commandId" in Sheet(late.text).controls
    lost = form.lost(sent, late.text) if is_page else []
    return [*unless(late, 403, 409, 422), *lost, *(["the second tab recorded"] if form.head != before else [])]


def refusal_in(page: str) -> str:
    note = page.partition('id="titre-refus"')[2].partition("</section>")[0]
    return " ".join(unescape(re.sub("<[^>]+>", " ", note)).split())[:300]
