"""Forms that pages offer, against the commands that the contract lists, over every object of the demonstration."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, NamedTuple
from uuid import uuid4

import pytest

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import instance_id
from efe_infra.console.decision.forms import DECISION_COMMANDS, OBJECTION_COMMANDS, PROPOSAL
from efe_infra.console.forms.command_form import CommandForm
from efe_infra.console.invitation.forms import INVITATION_COMMANDS
from efe_infra.console.meeting.forms import CONVENING, MEETING_COMMANDS, RECORD, SERIES
from efe_infra.console.operator.forms import OPERATOR_COMMANDS
from efe_infra.console.opinion.forms import OPINION_COMMANDS, REQUESTING, UNDERTAKING
from efe_infra.console.pole.forms import CREATION, POLE_COMMANDS
from efe_infra.console.project.forms import EMERGENCE, PROJECT_COMMANDS
from efe_infra.console.project.verdict_forms import INSTANCE_COMMANDS
from tests.api.given import Api, Client
from tests.api.projects import Joint, invite
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import hidden
from tests.infra.console.signing_in import signed_in

ROLES = ("coordination-liege", "membre-cefa-liege", "coordination-namur", "administration", "quelqu'un")
ROWS = "availableCommands { name possible code as { id __typename } }"
FORMS: dict[str, dict[str, CommandForm]] = {
    "poles": {
        **POLE_COMMANDS,
        **{each.slug: each for each in (PROPOSAL, EMERGENCE, CONVENING, SERIES)},
    },
    "decisions": {**DECISION_COMMANDS, **OBJECTION_COMMANDS},
    "projets": {**PROJECT_COMMANDS, **INSTANCE_COMMANDS},
    "reunions": {RECORD.slug: RECORD, **MEETING_COMMANDS},
    "avis": dict(OPINION_COMMANDS),
    "invitations": dict(INVITATION_COMMANDS),
    "operateurs": dict(OPERATOR_COMMANDS),
    "instances": {each.slug: each for each in (CREATION, CONVENING, SERIES, REQUESTING, UNDERTAKING)},
}
"""Forms that the page of an object, or the board of a project, may offer."""
LISTS = {
    "poles": ("poles", 40),
    "projects": ("projets", 10),
    "decisions": ("decisions", 25),
    "meetings": ("reunions", 15),
    "opinions": ("avis", 15),
    "invitations": ("invitations", 5),
    "operators": ("operateurs", 3),
}
"""Folder of the pages of each list of the contract, and how many objects of it are walked."""
EVERY = {"coordination-namur": 3, "administration": 3, "quelqu'un": 3}
"""Of those who are offered next to nothing, the share of the objects that is walked: one in so many."""
WALK = " ".join(
    f"{name}(first: {count}) {{ nodes: edges {{ node {{ id }} }} }}" for name, (_, count) in LISTS.items()
)


class Shown(NamedTuple):
    """Forms that a page offers: the mutation of each, and its address."""

    mutation: str
    path: str


def mutation_of(form: CommandForm) -> str:
    first, *others = (form.listed or form.document.name).split("_")
    return first + "".join(each.title() for each in others)


def objects(by: Client) -> Iterator[tuple[str, str]]:
    """Yields the address and the id of objects of every type that the client may list."""
    for name, connection in by.ask(f"{{ {WALK} }}").items():
        folder, _ = LISTS[name]
        keys = [each["node"]["id"] for each in connection["nodes"]]
        yield from ((f"/{folder}/{key.partition(':')[2]}", key) for key in keys)
    yield from ((f"/instances/{each}", f"Instance:{instance_id(each)}") for each in (Bassin.LIEGE, Bassin.NAMUR))


def commands_on(by: Client, key: str) -> list[dict[str, Any]]:
    kind = key.partition(":")[0]
    found = by.ask(f"query ($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ {ROWS} }} }} }}", id=key)["node"]
    return list(found["availableCommands"]) if found else []


def offered(browser: Browser, folder: str, path: str) -> set[Shown]:
    links = set(Outline(browser.get(path).text).links)
    own = {each for each in links if re.match(rf"({path}|/instances/\w+)/(.*/)?(actes|avis)/", each)}
    return {Shown(mutation_of(form), each) for each in own if (form := FORMS[folder].get(slug_of(each)))}


def slug_of(link: str) -> str:
    return re.split("/actes/|/avis/", unescape(link))[-1].partition("?")[0].partition("/")[0]


def possible(rows: list[dict[str, Any]], folder: str) -> set[str]:
    """Returns the mutations that are possible and have a form on the page of such an object."""
    with_form = {mutation_of(each) for each in FORMS[folder].values()}
    return {each["name"] for each in rows if each["possible"] != "NO"} & with_form


@pytest.mark.parametrize("subject", ROLES)
def test_a_page_offers_the_forms_whose_commands_are_possible_and_no_others(
    platform: Api, browser: Browser, subject: str
) -> None:
    signed_in(browser, subject)
    client, seen = platform.client(subject), 0
    for path, key in [*objects(client)][:: EVERY.get(subject, 1)]:
        folder = path.split("/")[1]
        shown, rows = offered(browser, folder, path), commands_on(client, key)
        seen += len(shown)

        assert {each.mutation for each in shown} == possible(rows, folder), (subject, path, rows)
    least = {"coordination-liege": 30, "membre-cefa-liege": 1, "coordination-namur": 1}.get(subject, 0)
    assert seen >= least if least else seen == 0


def test_an_invited_pole_is_offered_its_answers_while_the_invitation_is_open(platform: Api, browser: Browser) -> None:
    liege, namur = platform.client("coordination-liege"), platform.client("coordination-namur")
    joint = Joint(liege, namur, mark=uuid4().hex)
    invitation = invite(liege, joint.at_namur[0], joint.project)
    path = f"/invitations/{invitation['id'].partition(':')[2]}"
    signed_in(browser, "coordination-namur")

    assert browser.get(f"/projets/{joint.project.partition(':')[2]}").status_code == 404
    assert {each.mutation for each in offered(browser, "invitations", path)} == {"joinProject", "declineInvitation"}
    assert browser.get(f"{path}/actes/retirer").status_code == 403
    form = browser.get(f"{path}/actes/accepter").text
    liege.done("withdrawInvitation", "invitation { id }", invitationId=invitation["id"], reason="Autrement.")
    late = browser.post(f"{path}/actes/accepter", hidden(form))

    assert offered(browser, "invitations", path) == set()
    assert "/aide/refus/INVITATION_IS_CLOSED" in browser.get(path).text
    assert browser.get(f"{path}/actes/accepter").status_code == 409
    assert late.status_code == 422
