"""The audit trail of an Instance: what is chosen of it, an entry of it, and the trail as a file."""

import csv
import re
from datetime import date, datetime
from html import unescape
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest

from efe_graphql.request.context import day_in_law
from efe_infra.console.language.formats import unbroken
from efe_infra.console.trail import page as trail_pages
from efe_infra.console.trail.file import TRAIL_TABLE
from efe_infra.console.trail.generated import MonthsAuditMonth
from efe_infra.console.trail.time_slider import last_day, last_known_day
from efe_infra.console.web.moment import NOW
from efe_infra.console.web.rendering import templates
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.shown import A_POLE, TRAIL
from tests.infra.console.signing_in import address_back, signed_in
from tests.infra.console.trail_pages import ENTRIES, following, known, positions

ALL = f"{TRAIL}?operateurs=tous"


@pytest.fixture
def liege(browser: Browser) -> Browser:
    signed_in(browser)
    return browser


def text_of(page: str) -> str:
    """The text of a page, its numbers without the spaces between their thousands."""
    return re.sub(r"(?<=\d)\s(?=\d{3})", "", Outline(page).text)


def test_a_visitor_signs_in_first_and_comes_back(browser: Browser) -> None:
    led = browser.get(f"{TRAIL}?ordre=ancien")
    assert (led.status_code, led.headers["location"]) == (
        303,
        "/connexion?suite=%2Finstances%2Fliege%2Fpiste%3Fordre%3Dancien",
    )

    back = browser.get(address_back(browser, browser.get(led.headers["location"]).headers["location"]))

    assert back.headers["location"] == f"{TRAIL}?ordre=ancien"
    assert positions(browser.get(back.headers["location"]).text)


@pytest.mark.parametrize("path", [TRAIL, f"{TRAIL}.csv", f"{TRAIL}/133"])
@pytest.mark.parametrize("subject", ["coordination-namur", "inconnu"])
def test_another_bassin_sees_nothing_of_it(browser: Browser, path: str, subject: str) -> None:
    signed_in(browser, subject)

    page = browser.get(path)

    assert page.status_code in {403, 404}
    assert positions(page.text) == []
    assert "Pôle" not in Outline(page.text).text.replace("Pôles", "")


def test_the_newest_stand_first_unless_the_oldest_are_wanted(liege: Browser) -> None:
    newest, oldest = (positions(liege.get(f"{ALL}&ordre={order}").text) for order in ("recent", "ancien"))

    assert newest == sorted(newest, reverse=True)
    assert oldest == sorted(oldest)
    assert oldest == [int(str(each["position"])) for each in known(liege.api)[: trail_pages.PAGE_SIZE]]


def test_operators_that_are_elsewhere_are_left_out_until_the_filter_is_lifted(liege: Browser) -> None:
    coordinator = liege.api.client("coordination-liege")
    here, everywhere = (
        coordinator.ask(
            "query ($here: Boolean!) { auditTrail(bassin: LIEGE, operatorsHere: $here) { totalCount } }", here=each
        )["auditTrail"]["totalCount"]
        for each in (True, False)
    )
    page = liege.get(TRAIL).text

    assert here < everywhere
    assert f"{here} actes" in text_of(page)
    assert "operateurs=ici" in following(page, "Page suivante")
    assert f"{everywhere} actes" in text_of(liege.get(ALL).text)


@pytest.mark.parametrize("order", ["recent", "ancien"])
def test_pages_lead_there_and_back(liege: Browser, order: str) -> None:
    first = liege.get(f"{TRAIL}?ordre={order}").text
    second = liege.get(following(first, "Page suivante")).text
    third = liege.get(following(second, "Page suivante")).text
    back = liege.get(following(third, "Page précédente")).text

    assert "Page précédente" not in first
    assert len({*positions(first), *positions(second), *positions(third)}) == 3 * trail_pages.PAGE_SIZE
    assert positions(back) == positions(second)


def test_the_whole_trail_is_read_page_by_page(liege: Browser) -> None:
    page, seen = liege.get(f"{ALL}&ordre=ancien").text, list[int]()
    while True:
        seen += positions(page)
        if "Page suivante" not in page:
            break
        page = liege.get(following(page, "Page suivante")).text

    total = liege.api.client("coordination-liege").ask(ENTRIES)["auditTrail"]["totalCount"]
    assert len(seen) == len(set(seen)) == total
    assert f"{total} actes" in text_of(page)


def test_each_filter_leaves_what_it_names(liege: Browser) -> None:
    [some] = [each for each in known(liege.api) if each["kind"] == "pole.evaluated.v2"][:1] or [known(liege.api)[90]]
    rule, actor, subject = (str(each) for each in (some["rule"]["key"], some["actor"]["id"], some["subject"]["id"]))  # type: ignore[index]
    filters: dict[str, dict[str, object]] = {
        f"regle={rule}": {"ruleKey": rule},
        f"sorte={some['kind']}": {"kinds": [some["kind"]]},
        f"auteur={actor.partition(':')[2]}": {"actorId": actor},
        f"objet={subject}": {"subjectId": subject},
    }

    for query, by_graphql in filters.items():
        page = liege.get(f"{TRAIL}?ordre=ancien&{query}").text
        expected = [int(str(each["position"])) for each in known(liege.api, **by_graphql)]
        assert positions(page) == expected[: trail_pages.PAGE_SIZE]
        assert int(str(some["position"])) in expected
        assert query.partition("=")[2] in page


def test_days_are_those_of_brussels_and_both_included(liege: Browser) -> None:
    latest = re.findall(r'datetime="(\d{4}-\d\d-\d\dT[^"]+)"', liege.get(TRAIL).text)[0]
    day = day_in_law(datetime.fromisoformat(latest))
    all_of_it = liege.get(f"{TRAIL}?du={day}&au={day}").text

    assert positions(all_of_it)
    assert positions(liege.get(f"{TRAIL}?au=2020-01-01").text) == []
    assert positions(liege.get(f"{TRAIL}?du=2999-01-01").text) == []
    assert liege.get(f"{TRAIL}?du=31/03/2026").status_code == 400


def test_each_month_is_a_bar_that_leads_to_its_entries(liege: Browser) -> None:
    page = liege.get(TRAIL).text
    counted = liege.api.client("coordination-liege").ask("{ auditMonths(bassin: LIEGE) { month count } }")
    months = [each for each in counted["auditMonths"] if each["count"]]
    bars = re.findall(r'<a href="([^"]+)"><title>([^<]+)</title>', page)

    assert len(bars) == page.count('class="bar"') == len(months) > 0
    for (address, words), month in zip(bars, months, strict=True):
        assert f"du={month['month']}" in address
        assert str(month["count"]) in re.sub(r"\s", "", words)
        assert f"{month['count']} acte" in text_of(liege.get(unescape(address)).text)


def test_a_bar_stands_at_its_month_as_high_as_its_share() -> None:
    counts = {date(2025, 1, 1): 10, date(2025, 2, 1): 0, date(2025, 3, 1): 5, date(2025, 12, 1): 1}
    months = [MonthsAuditMonth(month=month, count=count) for month, count in counts.items()]
    drawn: Any = templates().get_template("trail/months.html").module
    march = SimpleNamespace(since=date(2025, 3, 1), until=date(2025, 3, 31))
    text = str(
        drawn.histogram(
            months, lambda **to: f"/?{to['du']}&{to['au']}", "/i", NOW.link, last_day, last_known_day, march
        )
    )

    bars = re.findall(r'class="bar( off)?" x="(\d+)" y="([\d.]+)" width="8" height="([\d.]+)"', text)
    assert bars == [(" off", "1", "4.0", "60.0"), ("", "21", "34.0", "30.0"), (" off", "31", "58.0", "6.0")]
    assert "/?2025-12-01&amp;2025-12-31" in text
    assert "<title>mars 2025\u00a0: 5 actes</title>" in text


def test_the_instance_at_the_end_of_each_month_can_be_read(liege: Browser) -> None:
    led = re.findall(r'<a href="(/instances/liege\?a=[^"]+)">l', liege.get(TRAIL).text)

    assert led
    assert {liege.get(each).status_code for each in led} == {200}


def test_an_entry_has_an_address_of_its_own_with_its_neighbours(liege: Browser) -> None:
    listed = [int(str(each["position"])) for each in known(liege.api)]
    here = listed[40]
    page = liege.get(f"{TRAIL}/{here}").text

    assert unbroken(str(known(liege.api)[40]["told"])).removesuffix(".") in Outline(page).text
    assert following(page, "Acte précédent") == f"{TRAIL}/{listed[39]}"
    assert following(page, "Acte suivant") == f"{TRAIL}/{listed[41]}"
    first = liege.get(f"{TRAIL}/{listed[0]}").text
    assert "Acte précédent" not in first


def test_an_entry_leads_to_its_object_as_it_was_known_then(liege: Browser) -> None:
    key = A_POLE.rpartition("/")[2]
    [first, *_] = positions(liege.get(f"{TRAIL}?ordre=ancien&objet=Pole:{key}").text)

    led = following(liege.get(f"{TRAIL}/{first}").text, "L'objet tel qu'il était alors connu")

    assert led == f"{A_POLE}?a={first}"
    assert "En préparation" in liege.get(led).text


@pytest.mark.parametrize("position", ["0", "999999", "99999999999999999999", "-1", "rien"])
def test_a_position_that_is_not_in_the_trail_is_not_found(liege: Browser, position: str) -> None:
    assert liege.get(f"{TRAIL}/{position}").status_code in {400, 404}


def test_a_position_of_another_instance_is_not_found(liege: Browser) -> None:
    own = {int(str(each["position"])) for each in known(liege.api)}
    other = next(each for each in range(1, 400) if each not in own and each < max(own))

    assert liege.get(f"{TRAIL}/{other}").status_code == 404


def test_the_file_has_what_the_trail_has(liege: Browser) -> None:
    answer = liege.get(f"{TRAIL}.csv?ordre=ancien")
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'attachment; filename="piste-' in answer.headers["content-disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert tuple(rows[0]) == TRAIL_TABLE.headings
    assert [int(each[0]) for each in rows[1:]] == list(range(1, len(rows)))
    assert [each[1] for each in rows[1:101]] == [each["position"] for each in known(liege.api)]
    assert {len(each) for each in rows} == {len(TRAIL_TABLE.headings)}


def test_the_file_is_filtered_as_the_page_is(liege: Browser) -> None:
    rows = liege.get(f"{TRAIL}.csv?regle=PS-EVAL&ordre=ancien").text.splitlines()[1:]

    assert [int(each.split(";")[1]) for each in rows] == positions(
        liege.get(f"{TRAIL}?regle=PS-EVAL&ordre=ancien").text
    )


def test_the_trail_of_the_past_ends_there(liege: Browser) -> None:
    page = liege.get(f"{TRAIL}?a=200")

    assert max(positions(page.text)) <= 200
    assert following(page.text, "Page suivante").startswith(f"{TRAIL}?a=200&operateurs=ici&apres=")
    assert liege.get(f"{TRAIL}/300?a=200").status_code == 404


def test_what_an_auditor_reads_is_in_the_journal(browser: Browser) -> None:
    """The console is a client like any other."""
    signed_in(browser, "audit-liege")
    count = "query { accessJournal(bassin: LIEGE, first: 1) { totalCount } }"
    coordinator = browser.api.client("coordination-liege")
    before = coordinator.ask(count)["accessJournal"]["totalCount"]

    assert browser.get(TRAIL).status_code == 200

    assert coordinator.ask(count)["accessJournal"]["totalCount"] > before


def test_the_trail_is_filtered_by_a_name_and_a_wrong_value_is_an_error_at_its_field(browser: Browser) -> None:
    signed_in(browser)
    whole = browser.get(TRAIL).text
    operator = unescape(browser.get(f"{TRAIL}?operateur=CEFA&operateurs=tous").text)
    none = unescape(browser.get(f"{TRAIL}?personne=Xyzzy").text)
    rule = browser.get(f"{TRAIL}?regle=PS-RIEN")

    assert 'name="qui"' in whole
    assert "Plusieurs noms correspondent" in operator or "pole.member-designated" in operator or "CEFA" in operator
    assert 'id="faute-qui"' in none
    assert "Aucun nom ne correspond" in none
    assert "aucun acte n'est montré" in none
    assert rule.status_code == 200
    assert 'id="faute-regle"' in rule.text
    assert "Aucune règle ne porte cette clé" in unescape(rule.text)
    assert 'id="faute-au"' in browser.get(f"{TRAIL}?du=2026-02-01&au=2026-01-01").text
