"""The proof of a line of the trail: what the page gives, to whom, and what a browser makes of it."""

import json
from collections.abc import Callable
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.console.web.assets import bundled_verifier
from tests.api.replays import ledger_key
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.chromium import Tab
from tests.infra.console.shown import TRAIL
from tests.infra.console.signing_in import signed_in
from tests.infra.console.trail_pages import positions
from tests.infra.transparency.evidence.synthetic import Signer

VERDICT = "document.getElementById('verdict')?.dataset.kind"


@pytest.fixture
def liege(browser: Browser) -> Browser:
    signed_in(browser)
    return browser


def some(liege: Browser) -> int:
    return positions(liege.get(f"{TRAIL}?ordre=ancien").text)[30]


def test_the_page_has_what_the_proof_is_computed_from(liege: Browser) -> None:
    position = some(liege)
    page = liege.get(f"{TRAIL}/{position}/preuve")
    asked = liege.api.client("coordination-liege").ask(
        "query ($at: Position!) { ledgerProof(position: $at) { entry path checkpoint { note } } }", at=str(position)
    )["ledgerProof"]

    assert page.status_code == 200
    text = unescape(page.text)
    for value in (asked["entry"], "\n".join(asked["path"]), asked["checkpoint"]["note"]):
        assert value in text
    assert "vient de la plateforme" in text
    assert {
        "/verification/verify.html",
        "/verification/verify.py",
        "/instances/liege/preuves.zip",
        "/log/keys",
    } <= set(Outline(page.text).links)
    assert "<noscript>" in page.text
    assert f"{TRAIL}/{position}/preuve" in liege.get(f"{TRAIL}/{position}").text


@pytest.mark.parametrize(("role", "given"), [(Role.READER, False), (Role.AUDITOR, True)])
def test_the_proof_is_offered_to_whom_it_is_given(browser: Browser, role: Role, given: bool) -> None:
    browser.api.granted(f"{role}-de-liege", role, Bassin.LIEGE)
    signed_in(browser, f"{role}-de-liege")
    line = f"{TRAIL}/{some(browser)}"

    assert (f"{line}/preuve" in browser.get(line).text) is given
    assert browser.get(f"{line}/preuve").status_code == (200 if given else 403)


@pytest.mark.parametrize("path", ["preuves.zip", "piste/133/preuve"])
@pytest.mark.parametrize("subject", ["coordination-namur", "inconnu"])
def test_another_bassin_is_given_no_evidence(browser: Browser, path: str, subject: str) -> None:
    signed_in(browser, subject)

    page = browser.get(f"/instances/liege/{path}")

    assert page.status_code in {403, 404}
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "command_id" not in page.text


@pytest.mark.parametrize("path", ["preuves.zip", "piste/133/preuve"])
def test_a_visitor_signs_in_first(browser: Browser, path: str) -> None:
    assert browser.get(f"/instances/liege/{path}").headers["location"].startswith("/connexion?")


def test_a_position_that_is_not_in_the_trail_has_no_proof(liege: Browser) -> None:
    assert liege.get(f"{TRAIL}/999999/preuve").status_code == 404


def test_the_bundle_is_that_of_the_platform_and_written_down(browser: Browser) -> None:
    signed_in(browser, "audit-liege")
    journal = "{ accessJournal(bassin: LIEGE, first: 1) { totalCount } }"
    coordinator = browser.api.client("coordination-liege")
    before = coordinator.ask(journal)["accessJournal"]["totalCount"]

    answer = browser.get("/instances/liege/preuves.zip")

    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].startswith('attachment; filename="preuves-liege-')
    assert {"events.jsonl", "verify.py"} <= set(ZipFile(BytesIO(answer.content)).namelist())
    assert coordinator.ask(journal)["accessJournal"]["totalCount"] > before


@pytest.mark.parametrize("name", ["verify.html", "verify.py"])
def test_a_verifier_is_handed_over_as_a_file(browser: Browser, name: str) -> None:
    answer = browser.get(f"/verification/{name}")

    assert answer.content == bundled_verifier(name)
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert browser.get("/verification/bundle.py").status_code == 422


def test_the_platform_names_the_keys_of_its_log(browser: Browser) -> None:
    assert browser.get("/log/keys").text == f"{ledger_key(browser.api.installation.database)}\n"


# ---- In a browser


@pytest.fixture
def proven(opened: Tab, liege: Browser) -> Tab:
    """The page of a proof, green with the key that was handed over."""
    opened.take(liege.cookies)
    opened.violations.clear()
    opened.go(f"{TRAIL}/{some(liege)}/preuve", VERDICT)
    typed(opened, "cle", ledger_key(liege.api.installation.database))
    assert steps(opened) == ["good"] * 5 + ["unasked"], shown(opened)
    assert opened.run(VERDICT) == "good"
    return opened


def value(tab: Tab, field: str) -> str:
    return str(tab.run(f"document.getElementById({field!r}).value"))


def typed(tab: Tab, field: str, text: str) -> None:
    """As somebody types; waits for the verdict on it."""
    tab.run(
        f"(() => {{ const field = document.getElementById({field!r}); field.value = {json.dumps(text)}; "
        "delete document.getElementById('verdict').dataset.kind; "
        "field.dispatchEvent(new Event('input', { bubbles: true })); })()"
    )
    tab.wait(VERDICT)


def other(letter: str) -> str:
    return "A" if letter != "A" else "B"


def digit(text: str, place: int) -> str:
    """With one bit of one hexadecimal digit changed."""
    place %= len(text)
    return f"{text[:place]}{int(text[place], 16) ^ 1:x}{text[place + 1 :]}"


def letter(note: str, line: int, place: int) -> str:
    """With one letter of one line changed."""
    lines = note.split("\n")
    lines[line] = f"{lines[line][:place]}{other(lines[line][place])}{lines[line][place + 1 :]}"
    return "\n".join(lines)


def command(state: str) -> str:
    """With one bit of the random identifier changed."""
    before, name, after = state.partition('"command_id":"')
    return f"{before}{name}{digit(after[:36], 0)}{after[36:]}"


def steps(tab: Tab) -> list[str]:
    found: list[str] = tab.run("[...document.querySelectorAll('.chain > li')].map((each) => each.dataset.kind)")
    return found


def shown(tab: Tab) -> str:
    return str(tab.run("document.querySelector('main').innerText"))


def test_without_a_key_from_elsewhere_the_page_says_what_its_answer_is_worth(proven: Tab) -> None:
    typed(proven, "cle", "")

    assert proven.run(VERDICT) == "open"
    assert steps(proven) == ["good"] * 5 + ["unasked"]
    assert "rien ne tient contre qui tient la plateforme" in shown(proven)


def test_the_key_is_kept_in_this_browser(proven: Tab, liege: Browser) -> None:
    proven.go("about:blank")
    proven.go(f"{TRAIL}/{some(liege)}/preuve", VERDICT)

    assert proven.run(VERDICT) == "good"


CHANGES: dict[str, tuple[str, Callable[[str], str], int, str]] = {
    "one bit of the state": ("etat", command, 1, "ce n'est pas la feuille"),
    "a space after the state": ("etat", lambda text: f"{text} ", 0, "NOT_CANONICAL"),
    "another Instance in its place": ("etat", lambda text: text.replace('"liege"', '"namur"'), 0, "ROUTE_INVALID"),
    "another version": ("version", lambda text: f"{text}0", 0, "EVENT_MISNAMED"),
    "a microsecond later": ("instant", lambda text: str(int(text) + 1), 1, "ce n'est pas la feuille"),
    "another leaf in the trail": ("feuille", lambda text: digit(text, -1), 1, "ce n'est pas la feuille"),
    "another leaf in the entry": ("entree", lambda text: digit(text, -1), 2, "autre feuille"),
    "more Instances in the entry": ("entree", lambda text: f"ffff{text[4:]}", 2, "autre nombre d'Instances"),
    "one sibling": ("chemin", lambda text: digit(text.split("\n")[0], 5) + text[64:], 3, "EVENTS_ALTERED"),
    "a sibling less": ("chemin", lambda text: text[65:], 3, "nombre d'empreintes"),
    "another root": ("note", lambda text: letter(text, 2, 0), 3, "EVENTS_ALTERED"),
    "another signature": ("note", lambda text: letter(text, 4, -20), 4, "SIGNATURE_INVALID"),
    "another text under the signature": (
        "note",
        lambda text: text.replace("\n\n", "\nautre\n\n"),
        4,
        "SIGNATURE_INVALID",
    ),
    "another key of the log": (
        "cle",
        lambda text: Signer(text.partition("+")[0], seed=9).vkey,
        4,
        "SIGNATURE_MISSING",
    ),
    "the key of another log": ("cle", lambda _: Signer("example.org/x/ledger").vkey, 4, "ORIGIN_DIFFERS"),
    "no key": ("cle", lambda _: "rien", 4, "n'est pas une clé"),
    "a witness that did not cosign": (
        "cles-temoins",
        lambda _: Signer("example.org/w", 4, seed=9).vkey,
        5,
        "WITNESS_MISSING",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_is_changed_the_proof_goes_red_there(proven: Tab, name: str) -> None:
    field, change, at, said = CHANGES[name]
    before = value(proven, field)
    assert change(before) != before

    typed(proven, field, change(before))

    assert proven.run(VERDICT) == "bad"
    assert steps(proven) == ["good"] * at + ["bad"] + ["beyond"] * (5 - at), shown(proven)
    text = shown(proven).replace("\u00a0", " ")
    assert said in text
    assert "✗ Non prouvé. Première faute" in text


def test_the_browser_refuses_nothing_of_the_page(proven: Tab) -> None:
    """No violation of the policy, and no script fails."""
    assert proven.violations == []


def test_a_changed_byte_does_not_stay_red_once_it_is_mended(proven: Tab) -> None:
    before = value(proven, "etat")
    typed(proven, "etat", "{}")
    assert proven.run(VERDICT) == "bad"

    typed(proven, "etat", before)

    assert proven.run(VERDICT) == "good"
