"""The slider through time: over what it moves, and what a browser makes of it."""

import json
import re
from typing import Any

import pytest

from tests.infra.console.browser import Browser, Outline
from tests.infra.console.chromium import Tab
from tests.infra.console.shown import A_POLE, TRAIL
from tests.infra.console.signing_in import signed_in
from tests.infra.console.trail_pages import positions

AXIS = "/instances/liege/temps"
PAUSE = "await new Promise((done) => setTimeout(done, {}))"


@pytest.fixture
def liege(browser: Browser) -> Browser:
    signed_in(browser)
    return browser


def stops(liege: Browser, moment: str) -> dict[str, Any]:
    found: dict[str, Any] = liege.get(f"{AXIS}/actes{moment}").json()
    return {name: each and each["position"] for name, each in found.items()}


def test_it_moves_over_the_months_of_the_trail(liege: Browser) -> None:
    counted = liege.api.client("coordination-liege").ask("{ auditMonths(bassin: LIEGE) { month count } }")

    found = liege.get(AXIS).json()

    assert found["months"] == counted["auditMonths"]
    assert found["today"] >= found["months"][-1]["month"]


def test_it_steps_from_act_to_act_and_stops_at_both_ends(liege: Browser) -> None:
    first, second, third, *_ = positions(liege.get(f"{TRAIL}?ordre=ancien").text)
    last = positions(liege.get(TRAIL).text)[0]

    assert stops(liege, f"?a={second}") == {"earlier": first, "here": second, "later": third}
    assert stops(liege, f"?a={first}") == {"earlier": None, "here": first, "later": second}
    assert stops(liege, "?a=1") == {"earlier": None, "here": None, "later": first}
    assert stops(liege, "")["here"] == last
    assert stops(liege, "")["later"] is None


@pytest.mark.parametrize("path", [AXIS, f"{AXIS}/actes"])
def test_it_is_for_those_of_the_instance(browser: Browser, path: str) -> None:
    assert browser.get(path).headers["location"].startswith("/connexion?")
    signed_in(browser, "coordination-namur")
    assert browser.get(path).status_code == 403
    assert 'id="temps"' not in browser.get(A_POLE).text


@pytest.mark.parametrize("path", [A_POLE, TRAIL, "/instances/liege"])
def test_without_scripts_a_form_does_it(liege: Browser, path: str) -> None:
    page = liege.get(path).text

    assert 'id="temps" class="time" data-instance="liege" hidden' in page
    assert '<input id="moment-a" name="a" type="date"' in page
    assert Outline(liege.get(f"{path}?a=2999-01-01").text).levels[0] == 1


def test_a_moment_named_by_an_act_has_the_law_of_its_day(liege: Browser) -> None:
    """The pôle of that day counts its days from there, and its state is that of the day."""
    today = liege.get(AXIS).json()["today"]
    acts = sorted(map(int, re.findall(r"/piste/(\d+)", liege.get(A_POLE).text)), reverse=True)
    days = ((act, liege.get(f"{AXIS}/actes?a={act}").json()["here"]["day"]) for act in acts)
    act, day = next(each for each in days if each[1] < today)
    pages = [main_of(liege.get(f"{A_POLE}?a={act}{law}").text) for law in ("", f"&en-vigueur={day}")]
    rule = Outline(liege.get(f"/aide/regles/PS-NB?a={act}").text).text

    assert pages[0] == pages[1]
    assert pages[0] != main_of(liege.get(f"{A_POLE}?a={act}&en-vigueur={today}").text)
    assert "sont ceux d'aujourd'hui" in rule


def main_of(page: str) -> str:
    """The text of what a page shows, without its moment."""
    return re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0])


def test_what_was_not_known_then_is_said_with_the_moment(liege: Browser) -> None:
    page = liege.get(f"{A_POLE}?a=1")

    assert page.status_code == 404
    text = Outline(page.text).text.replace("\u00a0", " ")
    assert "À ce moment, le registre ne connaissait rien" in text
    assert "État connu au " in text


# ---- In a browser

FORMS = re.compile(r"/actes/|/(rectifier|retirer)$|^/(courriels|jetons|webhooks)$")
"""What is done is done now, and so is what an account has for itself."""
WATCHED = """
    window.asked = [];
    window.givenUp = 0;
    window.late = 0;
    const { open, send, abort } = XMLHttpRequest.prototype;
    Object.assign(XMLHttpRequest.prototype, {
        open(method, address) { asked.push(String(address)); return open.call(this, method, address); },
        send() { late ? setTimeout(() => this.readyState === 1 && send.call(this), late) : send.call(this); },
        abort() { givenUp += this.readyState < 4; return abort.call(this); },
    });
"""
STAND = "document.getElementById('temps-dit').textContent"


@pytest.fixture
def moving(opened: Tab, liege: Browser) -> Tab:
    """The page of a pôle with the slider open, over three years of months: the demonstration is of one day."""
    opened.take(liege.cookies)
    opened.go(A_POLE, "!!document.getElementById('temps')")
    today = liege.get(AXIS).json()["today"]
    months = [
        {"month": f"{int(today[:4]) - back}-0{month}-01", "count": month} for back in (2, 1) for month in (1, 9)
    ]
    axis = json.dumps({"today": today, "months": months})
    opened.run(
        f"""() => {{ {WATCHED} const own = window.fetch; window.fetch = (path, ...more) => path === "{AXIS}"
        ? Promise.resolve(new Response({json.dumps(axis)})) : own(path, ...more); }}"""
    )
    opened.violations.clear()
    opened.run("document.querySelector('#moment summary').click()")
    opened.wait("!document.getElementById('temps').hidden")
    return opened


def key(moving: Tab, name: str, until: str) -> None:
    moving.page.keyboard.press(name)
    moving.wait(until)


def test_while_it_is_dragged_only_the_histogram_moves(moving: Tab) -> None:
    mark = "document.getElementById('temps-marque').getAttribute('x')"
    before = moving.run(mark)
    moving.run(f"""(async () => {{
        const range = document.getElementById("temps-jour");
        for (let day = 0; day < 12; day++) {{
            range.value = Number(range.max) - 30 * day;
            range.dispatchEvent(new Event("input", {{ bubbles: true }}));
            {PAUSE.format(20)};
        }}
    }})()""")

    assert float(moving.run(mark)) < float(before)
    assert moving.run("asked.length") == 0
    moving.wait("location.search !== ''")
    assert moving.run("asked.length") == 1


def test_a_page_that_is_no_longer_wanted_is_given_up_and_four_a_second_are_asked(moving: Tab) -> None:
    """With a server that takes half a second: none of those pages comes in time but the last."""
    asked = moving.run(f"""(async () => {{
        late = 500;
        const range = document.getElementById("temps-jour"), began = performance.now();
        for (let day = 1; performance.now() - began < 1200; day++) {{
            range.value = Number(range.max) - 3 * day;
            range.dispatchEvent(new Event("input", {{ bubbles: true }}));
            {PAUSE.format(160)};
        }}
        return asked.length;
    }})()""")

    assert 2 <= asked <= 6
    moving.wait("location.search !== ''")
    assert moving.run("new URL(asked.at(-1)).search === location.search")
    assert moving.run("givenUp") == moving.run("asked.length") - 1


def test_keys_step_by_act_and_month_and_every_link_keeps_the_moment(moving: Tab, liege: Browser) -> None:
    last, before = positions(liege.get(TRAIL).text)[:2]
    moving.run("document.getElementById('temps-jour').focus()")

    key(moving, "ArrowLeft", f"location.search === '?a={before}' && !!document.querySelector('main h1')")
    moving.wait("document.getElementById('moment-dit').innerText.includes('État connu au ')")
    links = moving.run("[...document.querySelectorAll('header a, main a')].map((each) => each.getAttribute('href'))")
    assert links
    kept = [each for each in links if each.startswith("/") and not FORMS.search(each)]
    assert [each for each in kept if f"a={before}" not in each] == []
    assert "acte de" in moving.run(STAND)

    key(moving, "ArrowRight", f"location.search === '?a={last}'")
    key(moving, "PageDown", "/^.a=[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(location.search)")
    moving.run("document.getElementById('temps-pas').value = 'day'")
    at = moving.run("location.search")
    key(moving, "ArrowLeft", f"location.search !== '{at}'")
    key(moving, "End", "location.search === ''")
    assert moving.run(STAND) == "Aujourd'hui"
    assert moving.run("document.getElementById('moment').className") == "travel"


def test_what_was_in_force_is_apart_from_what_was_known(moving: Tab) -> None:
    moving.run("""(() => {
        const field = document.getElementById("moment-en-vigueur");
        field.value = "2025-06-30";
        field.dispatchEvent(new Event("change", { bubbles: true }));
    })()""")

    moving.wait("location.search === '?en-vigueur=2025-06-30'")
    moving.wait("document.getElementById('moment-dit').innerText.includes('En vigueur le 30 juin 2025.')")


def test_it_plays_until_it_is_stopped(moving: Tab) -> None:
    moving.run("document.getElementById('temps-jour').focus()")
    key(moving, "Home", "location.search !== ''")
    moving.run("document.getElementById('temps-lecture').click()")
    moving.wait("document.getElementById('temps-lecture').textContent === 'Arrêter'")
    at = moving.run("location.search")
    moving.wait(f"location.search !== '{at}'")
    moving.run("document.getElementById('temps-lecture').click()")

    assert moving.run("document.getElementById('temps-lecture').textContent") == "Dérouler"
