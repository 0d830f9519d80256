"""Forms of commands as a browser finds and sends them, and what a refused one keeps."""

import re
from html import unescape

from tests.api.given import Api, Client
from tests.infra.console.browser import Browser

CREATE = "/instances/liege/actes/creer-un-pole"
XSS = '"><script>alert(1)</script></textarea><img src=x>'


def address(pole: str) -> str:
    return f"/poles/{pole.removeprefix('Pole:')}"


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def version(by: Client, pole: str) -> int:
    found = by.ask("query ($id: ID!) { pole(id: $id) { version } }", id=f"Pole:{pole.removeprefix('/poles/')}")
    return int(found["pole"]["version"])


def fault_at(page: str, field: str) -> str:
    """Returns the text of the error at a field; nothing without one."""
    found = re.findall(rf'<span class="error" id="refus-champ-{field}">(.*?)</span>', page, re.DOTALL)
    return unescape("".join(re.sub("<[^>]+>", "", each) for each in found))


def kept_fields(page: str) -> dict[str, str]:
    """Returns the kept fields of a form as a browser sends them: without the first line break of a text area."""
    found = re.findall(r'<textarea name="([^"]+)" hidden[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    return {name: unescape(value) for name, value in found}


def head(api: Api) -> int:
    """Returns the last position of the ledger."""
    return int(api.installation.platform.recorder.max_notification_id() or 0)


def status_after(browser: Browser, path: str, **typed: str) -> int:
    """Sends a form, and returns the status of the answer."""
    return browser.post(path, hidden(browser.get(path).text) | typed).status_code


def page_after(browser: Browser, path: str, **typed: str) -> str:
    """Returns the address of the page to which a form leads."""
    page = browser.get(path)
    sent = browser.post(path, hidden(page.text) | typed)
    assert sent.status_code == 303, re.sub(r"<[^>]+>", "", sent.text)
    return str(sent.headers["location"]).partition("?")[0]
