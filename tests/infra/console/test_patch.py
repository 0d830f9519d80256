"""A page that is loaded again keeps focus, folds, typed text, ticked boxes and chosen options of its reader."""

from typing import Final

from playwright.sync_api import Browser as Chrome
from playwright.sync_api import Route

from efe_infra.console.web.assets import FOLDER
from efe_infra.console.web.rendering import POLICY

SHOWN: Final = """
    <details open><summary>Plus</summary><p>avant</p></details>
    <form>
      <input name="typed" value="début"><input name="untouched" value="début"><textarea>début</textarea>
      <input type="checkbox"><select><option>a</option><option>b</option></select>
    </form>
    <table><tbody><tr id="p2"><td><a href="/2">2</a></td></tr><tr id="p1"><td>1</td></tr></tbody></table>
    <svg id="carte"><g id="g1"><path d="M0 0"></path></g></svg>
"""
FRESH: Final = (
    SHOWN.replace("<details open>", "<details>")
    .replace("avant", "après")
    .replace('value="début"', 'value="suite"')
    .replace("<tbody>", '<tbody><tr id="p3"><td>3</td></tr>')
    .replace('<g id="g1">', '<g id="g0"><path d="M1 1"></path></g><g id="g1">')
)
MORPH: Final = """
    async () => {
      const request = new XMLHttpRequest();
      request.open("GET", "/fresh");
      request.responseType = "document";
      await new Promise((resolve) => { request.onload = resolve; request.send(); });
      const link = document.querySelector("#p2 a");
      const [changed, again] = [window.show(request.response), window.show(request.response)];
      const value = (selector) => document.querySelector(selector).value;
      return {
        changed, again,
        focus: document.activeElement === link,
        fold: document.querySelector("details").open,
        text: document.querySelector("details p").textContent,
        typed: value("[name=typed]"), untouched: value("[name=untouched]"), area: value("textarea"),
        ticked: document.querySelector("[type=checkbox]").checked, chosen: value("select"),
        rows: [...document.querySelectorAll("tr")].map(({ id }) => id),
        drawn: [...document.querySelectorAll("svg *")].every((each) => each instanceof SVGElement),
      };
    }
"""


def page(main: str, script: str = "") -> str:
    return f"<!doctype html><html><head><title>Page</title>{script}</head><body><main>{main}</main></body></html>"


def answered(route: Route) -> None:
    """Answers with the two states of a page, and with the scripts, under the policy of the console."""
    name = route.request.url.rpartition("/")[2]
    policy = {"Content-Security-Policy": POLICY}
    if name == "main.mjs":
        script = 'import { show } from "./patch.mjs"; window.show = show;'
        route.fulfill(body=script, content_type="text/javascript")
    elif name.endswith(".mjs"):
        route.fulfill(body=(FOLDER / name).read_text(encoding="utf-8"), content_type="text/javascript")
    elif name == "fresh":
        route.fulfill(body=page(FRESH), content_type="text/html; charset=utf-8")
    else:
        shown = page(SHOWN, '<script type="module" src="/main.mjs"></script>')
        route.fulfill(body=shown, content_type="text/html; charset=utf-8", headers=policy)


def test_a_page_that_is_loaded_again_keeps_what_its_reader_works_with(chrome: Chrome) -> None:
    opened = chrome.new_page()
    opened.route("**/*", answered)
    opened.goto("http://localhost/", wait_until="load")
    opened.fill("[name=typed]", "tapé")
    opened.fill("textarea", "tapé")
    opened.check("[type=checkbox]")
    opened.select_option("select", "b")
    opened.focus("#p2 a")

    found = opened.evaluate(MORPH)
    opened.close()

    assert found == {
        "changed": True,
        "again": False,
        "focus": True,
        "fold": True,
        "text": "après",
        "typed": "tapé",
        "untouched": "suite",
        "area": "tapé",
        "ticked": True,
        "chosen": "b",
        "rows": ["p3", "p2", "p1"],
        "drawn": True,
    }
