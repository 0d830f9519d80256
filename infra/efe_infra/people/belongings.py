"""Tables with rows of a person or of their accounts, and how an erasure ends each."""

from collections.abc import Iterator
from typing import Final, LiteralString, NamedTuple

from efe_infra.people.closed_accounts import CLOSE_ACCOUNTS


class Belonging(NamedTuple):
    """Table whose `columns` refer to a person, to an account or to the owner of a row.

    An erasure executes `statement`, with the names of `ErasedOwner`; without one, `keeps` says why the rows stay. A
    table that `is_rewritten` has words that a reader of its file understands: its file would keep them.
    """

    table: LiteralString
    columns: tuple[str, ...]
    statement: LiteralString | None = None
    keeps: str = ""
    is_rewritten: bool = False


ONLY_A_RANDOM_ID: Final = "a random id, which names no one once the account is erased"

BELONGINGS: Final = (
    Belonging(
        "console.person_invitation",
        ("person", "invited_by", "accepted_by"),
        """
        delete from console.person_invitation
        where person = %(person)s or invited_by = any(%(accounts)s) or accepted_by = any(%(accounts)s)
        """,
    ),
    Belonging(
        "notices.invitation_link",
        ("invitation",),
        """
        delete from notices.invitation_link
        where not exists (select from console.person_invitation where id = invitation)
        """,
    ),
    Belonging("console.session", ("owner",), "delete from console.session where owner = any(%(sessions)s)"),
    Belonging(
        "console.errand", ("id",), keeps="the way of one browser through a sign-in, without an owner: ten minutes"
    ),
    Belonging(
        "console.calendar_address",
        ("owner",),
        "delete from console.calendar_address where owner = any(%(calendars)s)",
    ),
    Belonging(
        "console.api_token",
        ("account", "revoked_by"),
        "delete from console.api_token where account = any(%(accounts)s)",
        keeps=f"revoked_by, of a token of another account: {ONLY_A_RANDOM_ID}",
        is_rewritten=True,
    ),
    Belonging("console.draft", ("account",), "delete from console.draft where account = any(%(accounts)s)"),
    Belonging("console.last_visit", ("account",), "delete from console.last_visit where account = any(%(accounts)s)"),
    Belonging(
        "hooks.hook", ("account",), "delete from hooks.hook where account = any(%(accounts)s)", is_rewritten=True
    ),
    Belonging("notices.outbox", ("person",), "delete from notices.outbox where person = %(person)s"),
    Belonging("notices.progress", ("allowed_by",), keeps=ONLY_A_RANDOM_ID),
    Belonging(
        "notices.refused_address",
        ("person",),
        "delete from notices.refused_address where person = %(person)s",
        is_rewritten=True,
    ),
    Belonging("notices.sent_mail", ("address",), keeps="a keyed digest of an address, with no person, for a day"),
    Belonging("vault.notice_choice", ("person",), "delete from vault.notice_choice where person = %(person)s"),
    Belonging("vault.notice_language", ("person",), "delete from vault.notice_language where person = %(person)s"),
    Belonging(
        "vault.former_address",
        ("person",),
        "delete from vault.former_address where person = %(person)s",
        is_rewritten=True,
    ),
    Belonging("vault.document", ("stored_by",), keeps=f"a document of the Instances; {ONLY_A_RANDOM_ID}"),
    Belonging("vault.deposit", ("deposited_by",), keeps=f"a document of an Instance; {ONLY_A_RANDOM_ID}"),
    Belonging("journal.reading", ("account",), keeps=f"append-only; {ONLY_A_RANDOM_ID}"),
    Belonging("vault.closed_account", ("digest",), CLOSE_ACCOUNTS),
    Belonging(
        "vault.account",
        ("id", "person"),
        "delete from vault.account where id = any(%(accounts)s)",
        is_rewritten=True,
    ),
    Belonging(
        "vault.person",
        ("id",),
        """
        update vault.person
        set given_name = null, family_name = null, email = null, function = null,
            sort_key = null, family_key = null, email_key = null, amended_at = '{}', registered_for = '{}',
            forgotten_at = clock_timestamp()
        where id = %(person)s and forgotten_at is null
        """,
        keeps="the id, which is taken for ever",
        is_rewritten=True,
    ),
    Belonging(
        "vault.unfinished_erasure",
        ("person",),
        """
        insert into vault.unfinished_erasure (person) select id from vault.person where id = %(person)s
        on conflict do nothing
        """,
        keeps="a random id, until the files are rewritten",
    ),
)
"""In the order in which an erasure executes them, in one transaction."""


def erasing_statements() -> Iterator[LiteralString]:
    return (each.statement for each in BELONGINGS if each.statement)


def rewritten_tables() -> Iterator[LiteralString]:
    return (each.table for each in BELONGINGS if each.is_rewritten)
