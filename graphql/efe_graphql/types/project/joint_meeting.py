"""Joint meetings of a project, as its own events tell of them, and as an invited pôle learned of them."""

from asyncio import gather
from datetime import date, time
from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.global_id import write_id
from efe_graphql.request.context import Info
from efe_graphql.types.objects.lazy import Lazy, linked
from efe_graphql.types.objects.node import Node
from efe_graphql.types.operator import Operator
from efe_graphql.types.pole.pole import Pole
from efe_projections.engine.batch import by
from efe_projections.meeting.rows import MeetingRow
from efe_projections.project.invitations import InvitedMeeting
from efe_projections.project.joint_meetings import JointAttendanceRow, JointMeetingRow


@strawberry.type(
    description="Les opérateurs d'un pôle qui ont pris part à une réunion conjointe, d'après la réunion du pôle"
    " (PS-RENCONTRE) ; aucune personne."
)
class JointAttendance:
    row: strawberry.Private[JointAttendanceRow]
    as_of: strawberry.Private[ResolvedAsOf]
    bassin: Bassin = field(description="Le bassin du pôle.")
    held_on: date = field(description="Le jour où le pôle a tenu sa réunion.")

    pole = linked(Pole, "row.pole", "Le pôle.")

    @field(description="Les opérateurs présents ou représentés.")
    async def operators(self, info: Info) -> list[Operator]:
        keys = self.row.operators
        operators = await gather(*(Operator.load(info.context, (each,), self.as_of) for each in keys))
        return sorted((each for each in operators if each), key=lambda each: each.name)


async def meetings_for(info: Info, meeting: UUID, as_of: ResolvedAsOf) -> list[Node]:
    """Returns the meetings that pôles convened for a joint one, among those that the viewer sees."""
    rows = await info.context.rows.all(by(MeetingRow, "joint_meeting"), (meeting,), at=as_of.position)
    return [Lazy("Meeting").resolve_type().of(each, as_of) for each in rows]


@strawberry.type(
    description="Une réunion conjointe d'un projet, telle que son dernier appel la fixe (PS-RENCONTRE). Chaque pôle y"
    " prend part par sa propre réunion, avec ses présences, ses positions et son procès-verbal."
)
class JointMeeting(Node):
    ROW = JointMeetingRow

    row: strawberry.Private[JointMeetingRow]
    number: int = field(description="Le rang de son dernier appel, à partir de 1 : à donner à `replaces`.")
    bassin: Bassin = field(description="Le bassin du pôle qui l'a appelée en dernier.")
    day: date = field(description="Le jour de la réunion.")
    starts_at: time | None = field(description="L'heure de son début.")
    ends_at: time | None = field(description="L'heure de sa fin.")
    remote: bool = field(description="Si elle se tient à distance.")
    place: str = field(description="Où elle se tient, ou par quel moyen.")
    agenda: list[str] = field(description="L'ordre du jour.")
    called_on: date = field(description="Jour de son dernier appel.")
    cancelled: bool = field(description="Si elle est annulée.")
    reason: str = field(description="Pourquoi elle est déplacée ou annulée ; vide au premier appel.")
    illustrative: bool = field(description="Si elle est là pour une démonstration.")

    pole = linked(Pole, "row.pole", "Le pôle qui l'a appelée, déplacée ou annulée en dernier.")

    @field(description="Les pôles qui y ont pris part, et leurs opérateurs présents ou représentés.")
    async def attendances(self, info: Info) -> list[JointAttendance]:
        key = self.row.project, self.row.meeting
        rows = await info.context.rows.all(by(JointAttendanceRow, "project", "meeting"), key, at=self.as_of.position)
        return [
            JointAttendance(row=each, as_of=self.as_of, bassin=Bassin(each.bassin), held_on=each.held_on)
            for each in rows
            if each.operators
        ]

    @field(
        graphql_type=Lazy("Meeting").many,
        description="Les réunions convoquées par des pôles pour y prendre part, parmi celles que l'on peut voir : ce"
        " que convoque un autre pôle reste à lui.",
    )
    async def pole_meetings(self, info: Info) -> list[Node]:
        return await meetings_for(info, self.row.meeting, self.as_of)


@strawberry.type(
    description="Une réunion conjointe d'un projet, telle que le pôle invité l'a apprise (PS-RENCONTRE)."
)
class InvitedJointMeeting:
    project: strawberry.Private[UUID]
    meeting: strawberry.Private[UUID]
    as_of: strawberry.Private[ResolvedAsOf]
    day: date = field(description="Le jour de la réunion.")
    starts_at: time | None = field(description="L'heure de son début.")
    ends_at: time | None = field(description="L'heure de sa fin.")
    remote: bool = field(description="Si elle se tient à distance.")
    place: str = field(description="Où elle se tient, ou par quel moyen.")
    agenda: list[str] = field(description="L'ordre du jour.")
    cancelled: bool = field(description="Si elle est annulée.")

    @field(description="L'identifiant de la réunion conjointe, que la convocation du pôle nomme.")
    def joint_meeting_id(self) -> ID:
        return write_id(JointMeeting.__name__, (self.project, self.meeting))

    @field(
        graphql_type=Lazy("Meeting").many,
        description="Les réunions que le pôle a convoquées pour y prendre part, parmi celles que l'on peut voir.",
    )
    async def pole_meetings(self, info: Info) -> list[Node]:
        return await meetings_for(info, self.meeting, self.as_of)

    @classmethod
    def of(cls, project: UUID, row: InvitedMeeting, as_of: ResolvedAsOf) -> "InvitedJointMeeting":
        return cls(
            project=project,
            meeting=row.meeting,
            as_of=as_of,
            day=row.day,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            remote=row.remote,
            place=row.place,
            agenda=list(row.agenda),
            cancelled=row.cancelled,
        )
