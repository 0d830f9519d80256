"""Quorum of the meeting in which an Instance gave a verdict, computed from the seats of the body that met."""

from uuid import UUID

import strawberry
from strawberry import field

from efe_domain.meeting.events import AssemblyKind
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.request.context import Context
from efe_graphql.types.objects.node import in_force
from efe_projections.engine.batch import by
from efe_projections.instance.mandates import MandateRow
from efe_projections.meeting.rows import MeetingRow


@strawberry.type(description="Qui siégeait à la réunion d'un verdict, parmi les titulaires d'un mandat délibératif.")
class VerdictQuorum:
    present: int = field(description="Combien de mandats étaient représentés, par leur titulaire ou son suppléant.")
    seats: int = field(description="Combien de mandats délibératifs l'organe comptait ce jour-là.")
    percent: int = field(description="Les premiers en pour cent des seconds, arrondi vers le bas.")


async def quorum_of(context: Context, meeting_id: UUID | None, as_of: ResolvedAsOf) -> VerdictQuorum | None:
    """Returns the quorum; None without a meeting of a body, or without seats that the viewer may see."""
    if meeting_id is None:
        return None
    rows, at = context.rows, as_of.position
    meeting = await rows.one(by(MeetingRow, "id"), (meeting_id,), at=at)
    if meeting is None or meeting.kind is not AssemblyKind.BODY or meeting.held_on is None:
        return None
    mandates = await rows.all(by(MandateRow, "body"), (meeting.assembly,), at=at)
    seats = [each for each in in_force(mandates, meeting.held_on) if each.voting]
    persons = {each.person for each in meeting.present} - {None}
    present = [each for each in seats if {each.person, each.substitute} & persons]
    if not seats:
        return None
    return VerdictQuorum(present=len(present), seats=len(seats), percent=100 * len(present) // len(seats))
