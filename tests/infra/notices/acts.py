"""Acts of persons that mails depend on."""

from collections.abc import Iterable
from typing import Any

from tests.api.documents import stored
from tests.api.given import Client, day
from tests.infra.console.browser import Browser
from tests.infra.console.signing_in import signed_in
from tests.infra.notices.conftest import Notified, person

CHOOSE = """
    insert into vault.notice_choice (person, kind, choice) values (%s, %s, %s)
    on conflict (person, kind) do update set choice = excluded.choice
"""
INVITED = "invitations { id link mailState mailLeavesAt person { id } }"


def choose(notified: Notified, number: int, kind: str, choice: str) -> None:
    notified.run(CHOOSE, notified.persons[number].partition(":")[2], kind, choice)


def browser_of(notified: Notified, subject: str) -> Browser:
    browser = Browser(notified.api)
    signed_in(browser, subject)
    return browser


def replace(notified: Notified, member: str) -> None:
    asked = {"poleId": notified.pole, "operatorId": member, "sha256": stored(notified.by), "effectiveOn": day(0)}
    new = person(notified.by, None, "Nouvelle")
    notified.by.done("replaceRepresentative", "pole { id }", representativeId=new, **asked)


def invite(by: Client, emails: Iterable[str], bassin: str = "LIEGE", role: str = "READER") -> list[dict[str, Any]]:
    """Invites in commands of ten."""
    persons = [
        {"givenName": "Nora", "familyName": f"Inconnue {number}", "email": email, "role": role}
        for number, email in enumerate(emails)
    ]
    return [
        dict(each)
        for start in range(0, len(persons), 10)
        for each in by.done("invitePerson", INVITED, bassin=bassin, persons=persons[start : start + 10])
    ]
