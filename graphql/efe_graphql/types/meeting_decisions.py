"""Answers to composite commands on meetings: what became of each decision, and a convened series."""

import strawberry
from strawberry import field

from efe_graphql.types.decision.decision import Decision
from efe_graphql.types.meeting import Meeting
from efe_graphql.types.operator import Operator
from efe_graphql.types.payloads import MeetingPayload


@strawberry.type(description="Ce qu'il advient d'une décision discutée à une réunion.")
class MeetingDecisionPayload:
    decision: Decision | None = field(description="La décision ; nulle si elle n'est pas visible.")
    adopted: bool = field(description="Si elle est adoptée.")
    reasons: list[str] = field(
        description="Pourquoi une adoption n'a pas pris effet : les positions restent, la décision est ouverte."
        " Vide si la commande est répétée."
    )
    not_recorded: list[Operator] = field(
        description="Les membres présents dont l'accord n'est pas consigné : ils s'étaient exprimés, ou n'étaient pas"
        " consultés."
    )


@strawberry.type(description="La réponse à la consignation d'une réunion.")
class RecordedMeetingPayload(MeetingPayload):  # type: ignore[misc, valid-type] # made by a function
    decisions: list[MeetingDecisionPayload] | None = field(
        default=None, description="Ce qu'il advient de chaque décision, dans l'ordre ; nul si l'acte est refusé."
    )


@strawberry.type(description="La réponse à la convocation d'une série de réunions.")
class ConvenedSeriesPayload(MeetingPayload):  # type: ignore[misc, valid-type] # made by a function
    meetings: list[Meeting] | None = field(
        default=None, description="Les réunions, dans l'ordre ; nul si l'acte est refusé."
    )
