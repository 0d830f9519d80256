"""`/instances/{bassin}/acces`: who might do what on a day, roles over time, who read what; roles given and taken."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from starlette.responses import Response

from efe_infra.console.access.forms import ACCESS_COMMANDS, CLOSING, OPENING, REVOKING
from efe_infra.console.forms.command_form import Option
from efe_infra.console.forms.handling import opened, sent
from efe_infra.console.forms.outcome import Refusal
from efe_infra.console.forms.page import CommandPage, keeping
from efe_infra.console.forms.submission import error_of
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.answers import (
    Account,
    Answers,
    Connection,
    Edges,
    Linked,
    Named,
    PersonName,
)
from efe_infra.console.register.documents import Document
from efe_infra.console.register.ids import key_of
from efe_infra.console.register.labels import BASSINS, LABELS
from efe_infra.console.web.addresses import bassin_at, require
from efe_infra.console.web.forms import Fields, Form
from efe_infra.console.web.layout import Frame
from efe_infra.console.web.page_request import SignedInVisit, Visit, Visitor
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import Standing, check_coordinates, coordinates
from efe_infra.console.web.refusals import PageRefused
from efe_infra.console.web.rules import FormFrame

pages = page_router(multilingual=True)
FORM: Final = "/instances/{bassin}/acces/actes/{slug}"
GIVEN: Final = {
    True: ("AUDITOR", "READER"),
    False: ("COORDINATOR", "AUDITOR", "READER"),
}
"""Roles that there are in one pôle, and in an Instance."""


class Power(Answers, frozen=True):
    standing: str
    scope: str
    since: date
    until: date | None
    commands: tuple[str, ...]
    account: Account | None
    person: PersonName | None
    operator: Named | None
    body: Named | None
    pole: Named | None

    @property
    def who(self) -> str:
        return (self.account and self.account.words) or (self.person and self.person.display_name) or "—"

    @property
    def where(self) -> str:
        """Beside the scope: of what, and for whom."""
        return ", ".join(each.name for each in (self.body, self.pole, self.operator) if each)


class Held(Answers, frozen=True):
    role: str
    until: date | None
    account: Account
    pole: Linked | None

    @property
    def option(self) -> Option:
        """A role that is over is not offered, but taken: a form may be sent again once it has ended it."""
        told = {"account": self.account.words, "role": tr(LABELS["Role"][self.role].words)}
        words = tr("%(account)s : %(role)s", **told)
        sends = {"accountId": self.account.id, "role": self.role} | ({"poleId": self.pole.id} if self.pole else {})
        return Option(
            self.value,
            tr("%(account)s : %(role)s, %(pole)s", **told, pole=self.pole.name) if self.pole else words,
            sends,
            offered=self.until is None or self.until > today(),
        )

    @property
    def value(self) -> str:
        return "/".join([key_of(self.account.id), self.role, *([key_of(self.pole.id)] if self.pole else [])])


class Grant(Held, frozen=True):
    since: date

    def runs(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


class Dossier(Answers, frozen=True):
    powers: tuple[Power, ...]
    grants: tuple[Grant, ...]


class Instance(Answers, frozen=True):
    dossier: Dossier | None


class AccessPage(Frame, frozen=True):
    viewer: Standing | None
    instance: Instance | None


class Reading(Answers, frozen=True):
    read_at: datetime
    field: str
    subject_id: str | None
    arguments: dict[str, Any]
    account: Account

    @property
    def asked(self) -> str:
        return ", ".join(f"{name} : {value}" for name, value in self.arguments.items())


class JournalPage(Answers, frozen=True):
    access_journal: Connection[Reading]


class HeldRoles(Answers, frozen=True):
    grants: tuple[Held, ...]


class CommandInstance(Answers, frozen=True):
    dossier: HeldRoles | None


class AccessCommandPage(FormFrame, frozen=True):
    viewer: Standing | None
    instance: CommandInstance | None
    poles: Edges[Linked]


class Accounts(Answers, frozen=True):
    accounts: tuple[Account, ...]


class Invited(Answers, frozen=True):
    account_id: str | None
    user_errors: tuple[Refusal, ...]


class Invitation(Answers, frozen=True):
    done: Invited


ACCESS: Final = Document("access", AccessPage)
JOURNAL: Final = Document("access_journal", JournalPage)
ACCESS_COMMAND: Final = Document("access_command", AccessCommandPage)
ACCOUNTS: Final = Document("accounts", Accounts)
INVITE: Final = Document("invite_account", Invitation)


@pages.get("/instances/{bassin}/acces")
async def access(visit: SignedInVisit, bassin: str) -> Response:
    """`apres` is where the page of the journal begins."""
    name = bassin_at(bassin)
    found = await visit.ask(ACCESS, bassin=name)
    if found.instance is None or found.instance.dossier is None:
        raise PageRefused(403, tr("L'accès d'une Instance se lit par les siens."))
    may = coordinates(found.viewer, name)
    return visit.page(
        "access/page.html",
        found,
        bassin=name,
        here=f"/instances/{bassin}/acces",
        dossier=found.instance.dossier,
        journal=await journal(visit, name),
        commands=list(ACCESS_COMMANDS.values()) if may else [],
        on=visit.moment.in_force_on or today(),
    )


async def journal(visit: Visitor, bassin: str) -> Connection[Reading] | None:
    """None for whom it is not."""
    try:
        return (await visit.ask(JOURNAL, bassin=bassin, after=visit.given("apres"))).access_journal
    except PageRefused as refusal:
        if refusal.status_code != 403:
            raise
        return None


@pages.get(FORM)
async def access_form(visit: SignedInVisit, bassin: str, slug: str) -> Response:
    """`q` is searched for among accounts; `role` is the one that is taken back."""
    return await opened(visit, lambda: access_page(visit, bassin, slug))


@pages.post(FORM)
async def access_command(visit: Visit, bassin: str, slug: str, form: Form) -> Response:
    if not form.get("subject", "").strip() or form.get("accountId"):
        return await sent(visit, form, lambda: access_page(visit, bassin, slug))
    return await keeping(visit, form, lambda: invited(visit, bassin, slug, form))


async def invited(visit: Visitor, bassin: str, slug: str, form: Fields) -> Response:
    """The account of a subject is made first; the same subject has the same account, so that it is made once."""
    page = await access_page(visit, bassin, slug)
    attempt, subject = page.attempt(form), form["subject"].strip()
    invitation = (await visit.ask(INVITE, input={"subject": subject})).done
    if invitation.account_id is None:
        errors = tuple(error_of(each, page.command) for each in invitation.user_errors)
        return page.show(replace(attempt, errors=errors), status=422)
    return await replace(page, fixed={**page.fixed, "accountId": invitation.account_id}).send(attempt)


async def access_page(visit: Visitor, slug: str, command_slug: str) -> CommandPage:
    """Raises `PageRefused`."""
    bassin, command = bassin_at(slug), require(ACCESS_COMMANDS.get(command_slug))
    found = await visit.ask(ACCESS_COMMAND, bassin=bassin)
    check_coordinates(found.viewer, bassin)
    in_pole = command in {OPENING, CLOSING}
    searched = command not in {REVOKING, CLOSING}
    return CommandPage(
        visit=visit,
        command=command,
        frame=found,
        about=(tr("Accès de %(name)s", name=BASSINS[bassin]), f"/instances/{slug}/acces"),
        fixed={} if in_pole else {"bassin": bassin},
        options=options(found, in_pole=in_pole) | (await accounts(visit) if searched else {}),
        bassin=bassin,
        begins={"grant": visit.given("role") or ""},
        search=tr("Chercher un compte") if searched else "",
    )


def options(found: AccessCommandPage, *, in_pole: bool) -> dict[str, list[Option]]:
    held = found.instance.dossier.grants if found.instance and found.instance.dossier else ()
    distinct = {each.value: each.option for each in sorted(held, key=lambda each: each.until is None)}
    roles = [Option(each, tr(LABELS["Role"][each].words)) for each in GIVEN[in_pole]]
    of_scope = [each for each in distinct.values() if ("poleId" in each.sends) is in_pole]
    poles = [Option(each.id, each.name) for each in found.poles.nodes]
    return {"grant": of_scope, "role": roles, "poleId": poles}


async def accounts(visit: Visitor) -> dict[str, list[Option]]:
    """Those that are found by what is searched for; a form that is sent has its own among them."""
    if (search := visit.given("q")) is None:
        return {"accountId": []}
    found = (await visit.ask(ACCOUNTS, search=search)).accounts
    return {"accountId": [Option(each.id, each.words) for each in found]}
