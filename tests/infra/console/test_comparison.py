"""Two moments side by side: of an Instance, of a pôle, page by page, and around an entry of the trail."""

import re
from html import unescape
from uuid import uuid4

import pytest

from efe_graphql.types.comparison import SHOWN_BY
from efe_infra.console.register.object_labels import KINDS
from tests.api.given import Api, a_pole
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.own_space import coordinator, visits_of
from tests.infra.console.page_words import developer_words
from tests.infra.console.shown import A_POLE, TRAIL
from tests.infra.console.signing_in import signed_in
from tests.infra.console.trail_pages import following, positions

COMPARE = "/instances/liege/comparer"
CARD = 'class="change"'
ASKED = """
    query ($from: AsOf!, $to: AsOf) { compare(bassin: LIEGE, from: $from, to: $to, first: 100) {
        totalCount edges { fate noun values { label before after } }
    } }
"""


@pytest.fixture
def liege(browser: Browser) -> Browser:
    signed_in(browser)
    return browser


def known(api: Api, first: int, second: int) -> dict[str, object]:
    positions = {"from": {"position": str(first)}, "to": {"position": str(second)}}
    found: dict[str, object] = api.client("coordination-liege").ask(ASKED, **positions)["compare"]
    return found


def test_what_changed_stands_before_and_after(liege: Browser) -> None:
    """A changed value is said as it is now, then as it was; no column of a program is shown."""
    page = liege.get(f"{COMPARE}?de=150&a=160")
    found = known(liege.api, 150, 160)
    changed = [each for each in found["edges"][:20] if each["fate"] == "CHANGED"]  # type: ignore[index]
    short = [value for each in changed for value in each["values"] if value["before"] and len(value["before"]) < 60]

    assert page.status_code == 200
    assert changed
    text = unescape(page.text)
    for value in short:
        before = f'<span class="was">avant\u00a0: <del>{value["before"]}</del>'
        assert f"<ins>{value['after']}</ins>, {before}" in text
    labels = {value["label"] for each in found["edges"] for value in each["values"]}  # type: ignore[attr-defined]
    assert not labels & {"Version", "Nom pour le tri", "Empreinte", "Empreinte du contenu", "Illustratif"}


def test_pages_keep_both_moments(liege: Browser) -> None:
    address, seen = f"{COMPARE}?de=136&a=260", 0
    while True:
        page = liege.get(address).text
        assert "Ce qui a changé entre le " in page
        seen += page.count(CARD)
        if "Page suivante" not in page:
            break
        address = following(page, "Page suivante")
        assert {"de=136", "a=260"} <= set(re.split("[?&]", address))

    assert seen == known(liege.api, 136, 260)["totalCount"]


def test_from_an_entry_one_comes_to_what_it_changed(liege: Browser) -> None:
    position = positions(liege.get(f"{TRAIL}?ordre=ancien&sorte=pole.created.v1").text)[0]
    address = following(liege.get(f"{TRAIL}/{position}").text, "Avant et après cet acte")

    page = liege.get(address).text

    assert address == f"{COMPARE}?de={position - 1}&a={position}"
    assert page.count(CARD) == known(liege.api, position - 1, position)["totalCount"] > 0  # type: ignore[operator]
    assert "Nouveau" in page


def test_objects_are_called_by_their_names(liege: Browser) -> None:
    """No identifier is shown whole."""
    address, pages = f"{COMPARE}?de=1", list[str]()
    while address:
        pages.append(liege.get(address).text)
        address = following(pages[-1], "Page suivante") if "Page suivante" in pages[-1] else ""
    values = re.findall(r"<(?:ins|del)>([^<]*)</", "".join(pages))

    assert [each for each in values if re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", each)] == []
    assert not list(developer_words("".join(pages)))
    catalogue = liege.api.visitor.ask("{ poles(first: 50, filter: { bassin: LIEGE }) { edges { node { name } } } }")
    poles = re.findall(r'<h2 id="objet-\d+"><a href="/poles/[^"]+">([^<]*)</a>', "".join(pages))
    assert {each["node"]["name"] for each in catalogue["poles"]["edges"]} & set(map(unescape, poles))


def test_a_pole_is_compared_with_itself(liege: Browser) -> None:
    key = A_POLE.rpartition("/")[2]
    [first, *_, last] = positions(liege.get(f"{TRAIL}?ordre=ancien&objet=Pole:{key}").text)

    page = liege.get(f"{A_POLE}/comparer?de={first}&a={last}")

    assert page.status_code == 200
    assert page.text.count(CARD) > 0
    assert "Pôle · " in Outline(page.text).text
    assert f"{A_POLE}/comparer" in liege.get(A_POLE).text


def test_without_moments_the_last_visit_is_the_first_one(platform: Api) -> None:
    """A person without an earlier visit sees the last month."""
    subject = coordinator(platform)
    first, again = Browser(platform), Browser(platform)
    signed_in(first, subject)
    name = f"Pôle {uuid4().hex}"
    before = first.get(COMPARE).text
    visits_of(platform, platform.account(subject), days_ago=0)
    a_pole(platform.client("coordination-liege"), name)
    signed_in(again, subject)
    after = again.get(COMPARE).text

    assert "depuis votre dernière visite" not in before
    assert "Ce qui a changé depuis votre dernière visite" in after
    assert name in after
    assert after.count(CARD) < before.count(CARD)


def test_between_a_moment_and_itself_nothing_changed(liege: Browser) -> None:
    assert "Rien, de ce que vous pouvez voir" in liege.get(f"{COMPARE}?de=120&a=120").text.replace("\u00a0", " ")


@pytest.mark.parametrize("query", ["de=20&a=10", "de=rien", "de=2026-99-99", "de=2999-01-01", "de=9&apres=rien"])
def test_what_is_no_pair_of_moments_is_refused(liege: Browser, query: str) -> None:
    assert liege.get(f"{COMPARE}?{query}").status_code in {400, 404}


@pytest.mark.parametrize("path", [f"{COMPARE}?de=136&a=260", f"{A_POLE}/comparer?de=136&a=260"])
def test_a_visitor_signs_in_first(browser: Browser, path: str) -> None:
    assert browser.get(path).headers["location"].startswith("/connexion?")


@pytest.mark.parametrize("subject", ["coordination-namur", "inconnu"])
def test_another_bassin_sees_no_more_than_the_contract_shows_it(browser: Browser, subject: str) -> None:
    signed_in(browser, subject)
    page = browser.get(f"{COMPARE}?de=136&a=260")
    moments = {"from": {"position": "136"}, "to": {"position": "260"}}

    if page.status_code == 200:
        shown = browser.api.client(subject).ask(ASKED, **moments)["compare"]["totalCount"]
        assert page.text.count(CARD) == min(shown, 20) < int(str(known(browser.api, 50, 120)["totalCount"]))
    else:
        assert page.status_code == 403


def test_what_a_comparison_may_show_has_a_name() -> None:
    assert {each.__name__ for each in SHOWN_BY.values()} <= KINDS.keys()
