"""Names of the objects, persons and accounts in an entry, by the rights of the viewer; each is loaded once a page."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import ALL_BASSINS, NAMES, Bassin, instance_name
from efe_domain.shared.command_context import SYSTEM_CLI
from efe_domain.shared.messages import Message, format_day, in_language
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.request.context import Context, day_in_law
from efe_graphql.request.vault_rows import service_title
from efe_graphql.wording.named_parts import ACCOUNT, PERSON, NamedPart, filled, name_template
from efe_projections.access.rows import GrantRow
from efe_projections.analysis.rows import AnalysisRow
from efe_projections.audit.rows import EventRow
from efe_projections.decision.rows import DecisionRow
from efe_projections.engine.batch import by
from efe_projections.engine.row import Row
from efe_projections.funding.rows import FundingCallRow
from efe_projections.instance.rows import BodyRow, InstanceRow
from efe_projections.meeting.rows import MeetingRow
from efe_projections.operator.rows import OperatorRow
from efe_projections.opinion.rows import OpinionRow
from efe_projections.pole.rows import PoleRow
from efe_projections.project.invitations import InvitationRow
from efe_projections.project.rows import ProjectRow
from efe_projections.themes.rows import ThemeListRow

FORGOTTEN: Final = Message("une personne oubliée")
_OFFICES: Final = {
    Role.COORDINATOR: name_template("la coordination ({where})"),
    Role.AUDITOR: name_template("l'audit ({where})"),
    Role.READER: name_template("un compte de lecture ({where})"),
    Role.ADMINISTRATOR: name_template("l'administration de la plateforme"),
}
_COMMAND_LINE: Final = Message("la ligne de commande de la plateforme")
_UNNAMED: Final = Message("un compte sans nom")
_ALL_INSTANCES: Final = Message("les dix Instances")


class NamedRow(NamedTuple):
    """Table of a kind of object, and the function that takes the name from a row; None for one without a name."""

    row: type[Row]
    name: Callable[[Any, Context], str | None]


NAMED_ROWS: Final[Mapping[str, NamedRow]] = {
    "analysis": NamedRow(AnalysisRow, lambda row, _: row.question),
    "body": NamedRow(BodyRow, lambda row, _: row.name),
    "call": NamedRow(FundingCallRow, lambda row, _: row.name),
    "decision": NamedRow(DecisionRow, lambda row, _: row.title),
    "instance": NamedRow(InstanceRow, lambda row, _: instance_name(Bassin(row.bassin))),
    "invitation": NamedRow(InvitationRow, lambda row, _: row.content.title),
    "meeting": NamedRow(MeetingRow, lambda row, context: format_day(row.day, context.language)),
    "operator": NamedRow(OperatorRow, lambda row, _: row.name),
    "opinion": NamedRow(OpinionRow, lambda row, _: row.title or row.file),
    "pole": NamedRow(PoleRow, lambda row, _: row.name),
    "project": NamedRow(ProjectRow, lambda row, _: row.title),
    "themes": NamedRow(ThemeListRow, lambda row, _: row.title),
}


async def words_of(context: Context, part: NamedPart, as_of: ResolvedAsOf) -> str | None:
    """Returns a part with its name, in the viewer's language; None if the viewer may not see the object."""
    if part.kind in {"register", "zone"}:
        return part.words("", context.language)
    name = await name_of(context, part, as_of)
    return part.words(name, context.language) if name else None


async def name_of(context: Context, part: NamedPart, as_of: ResolvedAsOf) -> str | None:
    match part.kind:
        case kind if kind == PERSON:
            return await person_name(context, part.id)
        case kind if kind == ACCOUNT:
            return await _account_person(context, part.id)
        case kind if source := NAMED_ROWS.get(kind):
            row = await context.rows.one(by(source.row, *source.row.TABLE.key), (part.id,), at=as_of.position)
            return source.name(row, context) if row else None
        case _:
            return None


async def person_name(context: Context, person: UUID) -> str:
    on_file = await context.people.person(person)
    return f"{on_file.given_name} {on_file.family_name}" if on_file else in_language(FORGOTTEN, context.language)


async def author_of(context: Context, row: EventRow, as_of: ResolvedAsOf) -> str:
    """Returns the person who acted; else the office of the account that day, as far as the viewer sees it."""
    if row.actor == SYSTEM_CLI:
        return in_language(_COMMAND_LINE, context.language)
    account = UUID(row.actor) if row.actor else None
    if account is None:
        return in_language(_UNNAMED, context.language)
    return await _account_person(context, account) or await _office(context, account, row, as_of)


async def _account_person(context: Context, account: UUID) -> str | None:
    """Returns the name of the person behind an account; the vault erases an account only with its person."""
    on_file = await context.people.account(account)
    if on_file is None:
        return in_language(FORGOTTEN, context.language)
    if on_file.service_name:
        return service_title(on_file.service_name, context.language)
    return await person_name(context, on_file.person) if on_file.person else None


async def _office(context: Context, account: UUID, row: EventRow, as_of: ResolvedAsOf) -> str:
    day = day_in_law(row.recorded_at)
    grants = await context.rows.all(by(GrantRow, "account"), (account,), at=as_of.position)
    active = [each for each in grants if each.since <= day and (each.until is None or day < each.until)]
    if not active:
        return in_language(_UNNAMED, context.language)
    grant = min(active, key=lambda each: list(_OFFICES).index(each.role))
    return filled(_OFFICES[grant.role], context.language, where=_where(grant, context))


def _where(grant: GrantRow, context: Context) -> str:
    if len(grant.bassins) == len(ALL_BASSINS):
        return in_language(_ALL_INSTANCES, context.language)
    return ", ".join(NAMES[Bassin(bassin)] for bassin in grant.bassins)
