"""The last visit of a person: shown to that person alone, with what is new since; an erasure ends it."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from tests.api.given import Api, a_pole
from tests.infra.console.browser import Browser
from tests.infra.console.own_space import coordinator, visits_of
from tests.infra.console.signing_in import signed_in

TRAIL = "/instances/liege/piste"


def test_what_is_new_since_the_last_visit_is_marked(platform: Api) -> None:
    subject, browser, again = coordinator(platform), Browser(platform), Browser(platform)
    signed_in(browser, subject)
    first = [browser.get("/a-faire").text, browser.get(TRAIL).text]
    visits_of(platform, platform.account(subject), days_ago=0)
    a_pole(platform.client("coordination-liege"), f"Pôle {uuid4().hex}")
    signed_in(again, subject)
    tasks, trail = again.get("/a-faire").text, again.get(TRAIL).text
    [day] = re.findall(r'/piste\?du=([\d-]+)">Liège', tasks)
    rows = trail.split('<li id="p')[1:]

    assert not any("dernière visite" in page for page in first)
    assert "Votre dernière visite" in tasks
    assert abs(date.fromisoformat(day) - datetime.now(UTC).date()) < timedelta(days=2)
    assert "Nouveau" in rows[0]
    assert "Nouveau" not in rows[-1]
    assert again.get(f"{TRAIL}?du={day}").status_code == 200
    assert "dernière visite" not in again.get("/a-faire?a=1").text


def test_the_visit_of_another_account_is_not_told(platform: Api) -> None:
    subjects = [coordinator(platform) for _ in range(2)]
    for subject in subjects:
        signed_in(Browser(platform), subject)
    visits_of(platform, platform.account(subjects[0]), days_ago=3)
    browsers = [Browser(platform) for _ in subjects]
    for browser, subject in zip(browsers, subjects, strict=True):
        signed_in(browser, subject)
    days = [re.findall(r"/piste\?du=([\d-]+)", each.get("/a-faire").text)[0] for each in browsers]

    assert days[0] < days[1]


def test_a_visit_ends_with_the_person_or_with_time(platform: Api) -> None:
    subject, other = coordinator(platform), coordinator(platform)
    for each in (subject, other):
        signed_in(Browser(platform), each)
    account, kept = platform.account(subject), platform.account(other)
    vault = platform.installation.vault
    person = vault.register_person(given_name="Paul", family_name=f"Petit{uuid4().hex[:6]}", bassins=["liege"])
    vault.link(account, person)
    before = visits_of(platform, account)
    vault.forget(person)
    after = visits_of(platform, account)
    visits_of(platform, kept, days_ago=181)
    signed_in(Browser(platform), subject)

    assert (len(before), after) == (1, [])
    assert before[0] > datetime.now(UTC) - timedelta(minutes=5)
    assert visits_of(platform, kept) == []
