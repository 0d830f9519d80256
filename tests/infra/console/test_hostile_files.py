"""Files of a coordinator who attacks readers: HTML, SVG and polyglots, opened in Chromium and put into a page."""

from contextlib import suppress
from typing import Final
from uuid import uuid4

from playwright.sync_api import Browser as Chrome
from playwright.sync_api import Error

from tests.api.given import Api
from tests.infra.console.browser import Browser
from tests.infra.console.chromium import Tab
from tests.infra.console.files import PAGE, deposited
from tests.infra.console.signing_in import signed_in
from tests.infra.documents.samples import OASIS, OFFICE, archive, office

SCRIPT: Final = b"window.attacked = document.title = 'attacked'"
HTML: Final = b"<!doctype html><html><body><script>" + SCRIPT + b"</script></body></html>"
SVG: Final = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>' + SCRIPT + b"</script></svg>"
WORD: Final = f"{OFFICE}.wordprocessingml.document"
FILES: Final = {
    "page.html": ("text/plain", HTML, ".html.txt"),
    "image.svg": ("text/plain", SVG, ".svg.txt"),
    "script.js": ("text/csv", SCRIPT + b"//", ".js.csv"),
    "proces-verbal.pdf": ("application/pdf", b"%PDF-1.7\n" + HTML, ".pdf"),
    "photo.svg": ("image/png", b"\x89PNG\r\n\x1a\n" + SVG, ".svg.png"),
    "photo.html": ("image/jpeg", b"\xff\xd8\xff" + HTML, ".html.jpg"),
    "acte.htm": (WORD, HTML + office("word/document.xml"), ".htm.docx"),
    "acte.xhtml": (f"{OASIS}.text", HTML + archive(mimetype=f"{OASIS}.text"), ".xhtml.odt"),
}
"""Names, with the type under which each is taken, its bytes, and the end of the name under which it is saved."""
PUT_INTO_PAGE: Final = """async address => {
    const loaded = (name, attributes) => new Promise(done => {
        const element = document.createElement(name)
        element.onload = () => done(`${name} loaded`)
        element.onerror = () => done('')
        document.body.append(Object.assign(element, attributes))
        setTimeout(() => done(''), 300)
    })
    const asWorker = navigator.serviceWorker.register(address).then(() => 'worker', () => '')
    const found = await Promise.all([
        loaded('script', {src: address}), loaded('link', {rel: 'stylesheet', href: address}), asWorker,
    ])
    return found.filter(Boolean)
}"""


def test_no_file_runs_in_the_browser_of_its_reader(chrome: Chrome, browser: Browser, platform: Api) -> None:
    """The reader opens each file; then a page loads it that an attacker has changed and freed of its policy."""
    signed_in(browser)
    paths = {
        name: f"/fichiers/{deposited(browser, name, media, content + uuid4().hex.encode())}"
        for name, (media, content, _) in FILES.items()
    }

    context = chrome.new_context(bypass_csp=True)
    opened = Tab(context.new_page(), platform.http.url)
    opened.take(browser.cookies)
    opened.go(PAGE)
    for name, path in paths.items():
        with opened.page.expect_download() as saved, suppress(Error):
            opened.page.goto(f"{opened.origin}{path}")
        assert saved.value.suggested_filename.endswith(FILES[name][2])
        assert opened.run(f"({PUT_INTO_PAGE})('{path}')") == []
        assert opened.run("window.attacked") is None
    context.close()
