"""Pages of webhooks: a person creates one, sees its deliveries, and sends one again."""

import re
from datetime import UTC, datetime
from html import unescape

from standardwebhooks import Webhook

from efe_domain.access.grants import Role
from efe_infra.console.language.formats import today
from efe_infra.notices.progress import RESTORED
from tests.infra.console.browser import Browser
from tests.infra.hooks.conftest import Hooked, browser_of

SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]+")


def created(hooked: Hooked, browser: Browser, **asked: object) -> tuple[str, str]:
    """Creates a webhook by its form, and returns the path of its page and its secret."""
    form = {"url": hooked.receiver.url(), "bassin": ["liege"], "actes": ["poles"], **asked}
    page = browser.post("/webhooks", form)  # type: ignore[arg-type]
    assert page.status_code == 200, page.text
    [path] = set(re.findall(r'action="(/webhooks/[0-9a-f-]+)"', page.text))
    [secret] = SECRET.findall(unescape(page.text))
    return path, secret


def send(hooked: Hooked) -> None:
    hooked.clock.now = datetime.now(UTC)
    hooked.step()


def test_a_person_creates_a_webhook_and_sees_its_deliveries(hooked: Hooked) -> None:
    browser = browser_of(hooked)
    assert "Créer un webhook" in browser.get("/webhooks").text
    hooked.seal()
    path, secret = created(hooked, browser)
    assert SECRET.search(browser.get(path).text) is None
    hooked.record()
    send(hooked)

    [received] = hooked.receiver.kept
    Webhook(secret).verify(received.body, received.headers)
    page = browser.get(path).text
    assert "Reçu" in page
    assert f"n° {received.event['id']}" in unescape(page).replace("\N{NO-BREAK SPACE}", " ")
    assert hooked.receiver.url() in browser.get("/webhooks").text


def test_a_person_tests_pauses_resumes_replays_renews_and_deletes(hooked: Hooked) -> None:
    browser = browser_of(hooked)
    hooked.seal()
    path, secret = created(hooked, browser)

    assert browser.follow(browser.post(path, {"acte": "essayer"})).text.count("Un essai part.") == 1
    send(hooked)
    browser.post(path, {"acte": "suspendre"})
    hooked.record()
    send(hooked)
    assert len(hooked.receiver.kept) == 1
    browser.post(path, {"acte": "reprendre"})
    send(hooked)
    assert len(hooked.receiver.kept) == 2
    browser.post(path, {"acte": "rejouer", "jour": today().isoformat()})
    send(hooked)
    assert len(hooked.receiver.kept) > 2
    [new] = SECRET.findall(unescape(browser.post(path, {"acte": "renouveler"}).text))
    assert new != secret
    assert browser.post(path, {"acte": "supprimer"}).status_code == 303
    assert browser.get(path).status_code == 404


def test_a_delivery_is_sent_again_by_its_button(hooked: Hooked) -> None:
    browser = browser_of(hooked)
    hooked.seal()
    path, _ = created(hooked, browser)
    hooked.record()
    hooked.receiver.answer = lambda _request, _handler: 500
    send(hooked)
    page = browser.get(path).text
    assert "500" in page
    assert "Prochain essai" in page
    hooked.receiver.answer = lambda _request, _handler: 200
    [button] = re.findall(r'name="envoi" value="([0-9a-f-]+)"', page)

    browser.post(path, {"acte": "renvoyer", "envoi": button})
    send(hooked)

    assert len({each.id for each in hooked.receiver.kept}) == 1
    assert len(hooked.receiver.kept) == 2


def test_a_refused_form_keeps_what_was_typed(hooked: Hooked) -> None:
    browser = browser_of(hooked)

    page = browser.post("/webhooks", {"url": "https://127.1/secret", "bassin": ["liege"]})

    assert page.status_code == 400
    assert "URL_INVALID" in page.text
    assert "https://127.1/secret" in page.text
    assert browser.post("/webhooks", {"url": hooked.receiver.url()}).text.count("BASSINS_MISSING") == 1


def test_a_webhook_of_another_account_is_not_there(hooked: Hooked) -> None:
    hooked.seal()
    path, _ = created(hooked, browser_of(hooked))
    other = browser_of(hooked, "autre")

    assert "ne peut pas créer de webhook" in other.get("/webhooks").text
    assert other.get(path).status_code == 404
    for act in ("essayer", "suspendre", "reprendre", "supprimer", "renouveler", "rejouer", "renvoyer"):
        form = {"acte": act, "jour": "2026-01-01", "envoi": path.rpartition("/")[2]}
        assert other.post(path, form).status_code == 404
    assert hooked.hook() == ("active", None)
    assert Browser(hooked.api).get("/webhooks").is_redirect


def test_the_access_journal_of_the_instance_has_the_acts_without_the_url(hooked: Hooked) -> None:
    browser = browser_of(hooked)
    hooked.seal()
    path, _ = created(hooked, browser)
    browser.post(path, {"acte": "renouveler"})

    page = browser.get("/instances/liege/acces").text

    assert "Un webhook créé" in page
    assert "Le secret d&#39;un webhook renouvelé" in page or "Le secret d'un webhook renouvelé" in page
    assert hooked.receiver.url() not in page


def test_the_pages_are_in_german_and_english(hooked: Hooked) -> None:
    browser = browser_of(hooked)
    hooked.seal()
    path, _ = created(hooked, browser)

    assert "Create a webhook" in browser.get("/webhooks?langue=en").text
    assert "Einen Test senden" in browser.get(f"{path}?langue=de").text


def test_an_administrator_lets_webhooks_of_a_restored_platform_leave_without_mails(hooked: Hooked) -> None:
    hooked.api.granted("administration", Role.ADMINISTRATOR)
    browser = browser_of(hooked)
    created(hooked, browser)
    hooked.run(RESTORED)
    administrator = browser_of(hooked, "administration")
    assert "Laisser partir" in administrator.get("/administration/etat").text

    assert administrator.post("/courriels/reprise").status_code == 303
    hooked.record()
    send(hooked)

    assert len(hooked.receiver.kept) == 1
