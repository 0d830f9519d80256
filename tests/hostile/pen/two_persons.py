"""A correction that needs two persons, and the accounts, minutes and files with which one person tries it alone."""

from pathlib import Path
from typing import Any

from efe_domain.shared.bassins import Bassin
from tests.api.decisions import a_deciding_pole
from tests.api.given import Api, Client, an_operator, day, represented
from tests.api.meetings import a_body, held
from tests.infra.importing.given import LIEGE, applied, refused, written

VERSION = "query ($id: ID!) { pole(id: $id) { version dossier { terms { ends } } } }"
HISTORY = """
    query ($id: ID!) { node(id: $id) { ... on Operator { history(first: 50) { edges { node { kind version } } } } } }
"""
SECOND = "coordination-liege-bis"


def constituted(by: Client) -> tuple[str, list[dict[str, Any]]]:
    """Returns a pôle, and a change of the end of its term, which a second person confirms."""
    pole, _ = a_deciding_pole(by)
    version = by.ask(VERSION, id=pole)["pole"]["version"]
    return pole, [{"version": version, "patch": {"ends": day(100)}}]


def with_a_role(api: Api, by: Client, subject: str) -> Client:
    granted = by.do("grantAccess", bassin="LIEGE", accountId=f"Account:{api.account(subject)}", role="COORDINATOR")
    assert granted["userErrors"] == []
    return api.client(subject)


def proposed(by: Client, pole: str, changes: list[dict[str, Any]], **cited: Any) -> int:
    by.done("rectify", "entity { id }", entityId=pole, changes=changes, reason="Une faute de frappe.", **cited)
    return int(by.ask(VERSION, id=pole)["pole"]["version"])


def minutes(api: Api, by: Client) -> str:
    meeting = held(by, a_body(by))
    sha256, _ = api.installation.documents.put(
        b"PV", "text/plain", bassins=[Bassin.LIEGE], by=api.account("coordination-liege")
    )
    by.done("adoptMinutes", "meeting { id }", meetingId=meeting, sha256=sha256)
    return meeting


def represented_operator(by: Client, pole: str) -> str:
    operator = an_operator(by, "CEFA", number="CEFA-autre")
    represented(by, pole, [operator])
    return operator


def caused(by: Client, pole: str, operator: str) -> int:
    """Returns the version of the question that a later opening of the operator's site causes in the pôle."""
    entries = by.ask(HISTORY, id=operator)["node"]["history"]["edges"]
    [site] = [each["node"]["version"] for each in entries if each["node"]["kind"].startswith("operator.site-opened")]
    changes = [{"version": site, "patch": {"effectiveOn": day(-5)}}]
    by.done("rectify", "entity { id }", entityId=operator, changes=changes, reason="Ouvert plus tard.")
    return int(by.ask(VERSION, id=pole)["pole"]["version"])


def imported(api: Api, folder: Path, *lines: dict[str, Any], by: str = LIEGE) -> list[tuple[int, str]]:
    """Imports the lines, and returns those that are refused, with their codes."""
    reports = applied(api.installation, written(folder, lines), by=by, may_act_as=[SECOND])
    api.catch_up()
    return [(number, code) for number, code, _ in refused(reports)]


def fetched(api: Api, by: Client, path: str) -> int:
    async def get() -> int:
        return (await api.http.client.get(path, headers=by.headers)).status_code

    return api.http.portal.call(get)
