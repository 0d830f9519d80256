"""Every mutation of the contract is sent by a form, and a page leads to that form."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from html import unescape
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, Final, TypeGuard

import pytest
from graphql import FieldNode, Node, ObjectTypeDefinitionNode, OperationDefinitionNode, OperationType, parse

import efe_domain
from efe_infra import console
from efe_infra.console.forms.command_form import CommandForm
from efe_infra.console.register.documents import texts
from efe_infra.samples.demo.people import ADMINISTRATOR, MEMBER
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.test_sign_in import signed_in

PUBLISHED: Final = Path(efe_domain.__file__).parents[2] / "graphql" / "schema.graphql"
EXCEPTIONS: Final = {
    "holdMeeting": "« Consigner la réunion » (recordMeeting) records a meeting with its decisions and its minutes.",
    "invitePole": "« Inviter des pôles » (invitePoles) invites one as it invites ten.",
    "performAll": "A batch of other commands, for clients; each of them has its form.",
}
"""Mutations without a form, each with the reason."""
STILL_TO_COME: Final = ""
"""Mutations whose form is not built yet; the list only shrinks."""
OWN_FORMS: Final = {
    "inviteAccount": ("/instances/liege/acces/actes/donner", "Ou inviter un compte par son sujet"),
    "invitePerson": ("/instances/liege/acces/invitations", "Créer les liens"),
}
"""Beginnings of the addresses of pages whose forms are no `CommandForm`, each with words of the form."""
IN_ANOTHER_STATE: Final = """
    acceptPersonInvitation adoptThemes amendThemes answerObjection cancelJointMeeting confirmFact
    confirmPersonInvitation confirmRectification confirmWithdrawal declineInvitation declinePersonInvitation
    designateZoneRepresentative dropRectification dropWithdrawal endZoneRepresentative establishInstance
    expectVerdict forgetPerson joinProject linkAccount maintainObjection meetCondition renewPersonInvitation
    rectify takeLead withdrawAct withdrawObjection withdrawPersonInvitation
"""
"""Mutations whose form a page offers in a state that the demonstration is not in.

An administrator reaches a person by an invitation, or by the address that a coordination gives.
"""
ROLES: Final = ("coordination-liege", MEMBER.subject, ADMINISTRATOR)
ELSEWHERE: Final = re.compile(r"/(assets|connexion|dev|graphql|fichiers|aide|instances/(?!liege))")
"""Addresses of files, of the help, of developers and of other Instances."""
PAGES_OF_A_KIND: Final = 4
MAX_PAGES: Final = 260


def mutations() -> set[str]:
    [found] = [each for each in parse(PUBLISHED.read_text("utf-8")).definitions if is_mutations(each)]
    return {each.name.value for each in found.fields or ()}


def is_mutations(node: Node) -> TypeGuard[ObjectTypeDefinitionNode]:
    return isinstance(node, ObjectTypeDefinitionNode) and node.name.value == "Mutation"


def sent_by_documents() -> dict[str, set[str]]:
    """Returns the mutations of each document of the console."""
    found: dict[str, set[str]] = {}
    for name, text in texts().items():
        for each in parse(text).definitions:
            if isinstance(each, OperationDefinitionNode) and each.operation is OperationType.MUTATION:
                fields = (one for one in each.selection_set.selections if isinstance(one, FieldNode))
                found[name] = {one.name.value for one in fields}
    return found


def declared_forms() -> Iterator[CommandForm]:
    for each in walk_packages(console.__path__, f"{console.__name__}."):
        for value in vars(import_module(each.name)).values():
            yield from forms_in(value)


def forms_in(value: Any) -> Iterator[CommandForm]:
    if isinstance(value, CommandForm):
        yield value
    elif isinstance(value, dict):
        yield from (each for each in value.values() if isinstance(each, CommandForm))


def crawled(browser: Browser, seen: Counter[str]) -> dict[str, str]:
    """Returns pages that a person reaches by links, a few of each kind and one form of each, by address.

    `seen` counts the pages of each kind that this person and earlier ones opened.
    """
    pages, waiting = dict[str, str](), deque(["/instances/liege", "/"])
    while waiting and len(pages) < MAX_PAGES:
        address = waiting.popleft()
        answer = browser.follow(browser.get(address))
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        pages[address] = answer.text
        for link in map(unescape, Outline(answer.text).links):
            kind = kind_of(link)
            if kind and seen[kind] < (1 if "/actes/" in kind else PAGES_OF_A_KIND) and link not in pages:
                seen[kind] += 1
                waiting.append(link)
    return pages


def kind_of(link: str) -> str:
    """Returns an address without its object; nothing for a file, another moment or a list of the same page."""
    path, _, query = link.partition("#")[0].partition("?")
    if not path.startswith("/") or ELSEWHERE.match(path) or query:
        return ""
    return re.sub(r"[0-9a-f-]{36}|(?<=/)\d+(?=/|$)", "*", path)


def test_every_mutation_is_sent_by_a_document_of_the_console() -> None:
    sent = set().union(*sent_by_documents().values())

    assert len(EXCEPTIONS) <= 3
    assert sorted(mutations() - sent - EXCEPTIONS.keys() - {*STILL_TO_COME.split()}) == []
    assert sent <= mutations()


def test_no_form_asks_for_a_fingerprint() -> None:
    """A document is a file or one of the options: its value is a fingerprint that the page knows."""
    fields = {(form.title, each) for form in declared_forms() for each in form.fields}
    typed = [
        (title, each.name)
        for title, each in fields
        if each.kind != "document"
        and re.search(r"sha-?256|hash|empreinte|fingerprint", f"{each.name} {each.label} {each.hint}", re.IGNORECASE)
    ]

    assert len([each for _, each in fields if each.kind == "document"]) >= 10
    assert typed == []


@pytest.mark.long
def test_every_form_is_reached_by_links(browser: Browser) -> None:
    documents = sent_by_documents()
    offered, pages, seen = set[str](), dict[str, str](), Counter[str]()
    for role in ROLES:
        signed_in(browser, role)
        pages |= {address: unescape(text) for address, text in crawled(browser, seen).items()}
    text = "\n".join(pages.values())
    for form in declared_forms():
        heading, menu = f"<h1>{form.title}</h1>", rf">{re.escape(form.title)}<|[>·,]\s*{re.escape(form.title)}"
        if any(heading in page and form.lead in page for page in pages.values()) or re.search(menu, text):
            offered |= documents.get(form.document.name, set())
    own = {
        name
        for name, (path, words) in OWN_FORMS.items()
        if any(address.startswith(path) and words in page for address, page in pages.items())
    }

    missing = mutations() - offered - own - {*IN_ANOTHER_STATE.split()} - EXCEPTIONS.keys() - {*STILL_TO_COME.split()}

    assert " ".join(sorted(missing)) == ""
