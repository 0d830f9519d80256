"""Pending tasks: those of an Instance in one object, and those of the viewer in one list."""

from collections.abc import Iterable
from datetime import date, timedelta
from operator import attrgetter
from typing import Final, Self
from uuid import UUID

import msgspec
import strawberry
from strawberry import field

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.arguments import check_first, days_ahead
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.cursor import read_cursor, write_cursor
from efe_graphql.contract.enums import publish
from efe_graphql.request.context import Context, Info
from efe_graphql.types.decision.consultation import Objection
from efe_graphql.types.document import Document, signed_document
from efe_graphql.types.late_word import LateWord, late_words_of
from efe_graphql.types.law import Rule, rules
from efe_graphql.types.objects.connection import Edge, Paged, pages
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.lazy import Lazy, load_entity
from efe_graphql.types.operator import Operator
from efe_graphql.types.people import Account
from efe_projections.analysis.reads import analyses
from efe_projections.correction.rows import facts_to_reconsider, rectifications_to_confirm, withdrawals_to_confirm
from efe_projections.decision.reads import decisions_to_receive
from efe_projections.engine.query import ReadQuery
from efe_projections.meeting.reads import overdue_poles
from efe_projections.opinion.reads import opinions
from efe_projections.pole.reads import expiring_poles
from efe_projections.pole.representations import representation
from efe_projections.project.reads import invitations, verdicts_to_give
from efe_projections.tasks.kinds import TaskKind
from efe_projections.tasks.reads import TaskRow as TaskFact
from efe_projections.tasks.reads import tasks, tasks_beyond
from efe_projections.tasks.sources import RULES

publish(
    TaskKind,
    "Ce qui attend : un membre d'un pôle d'abord, puis le coordinateur d'une Instance.",
    {
        TaskKind.POSITION_TO_TAKE: "Un membre représenté n'a pas pris position sur le texte proposé (PS-CONSENSUS).",
        TaskKind.OBJECTION_TO_ANSWER: "Une objection est soulevée dans un de ses pôles, et personne n'y a répondu.",
        TaskKind.DECISION_TO_COMMUNICATE: "Une décision de son pôle est adoptée et n'est pas communiquée (PS-COM).",
        TaskKind.OPINION_TO_TRANSMIT: "Un avis lui est demandé et n'est pas transmis (PS-AVIS, M4).",
        TaskKind.ANSWER_OVERDUE: "La réponse à un avis transmis est attendue depuis une échéance passée.",
        TaskKind.MEETING_TO_RECORD: "Le jour d'une réunion est passé : elle n'est ni tenue, ni reportée, ni annulée.",
        TaskKind.MINUTES_TO_ADOPT: "Une réunion s'est tenue et son procès-verbal n'est pas adopté.",
        TaskKind.POLE_TO_EVALUATE: "Le terme d'un pôle prend fin dans les trois mois, sans évaluation (PS-EVAL).",
        TaskKind.POLE_TO_RENEW: "Le terme d'un pôle évalué prend fin dans les trois mois (PS-3ANS).",
        TaskKind.DECISION_TO_RECEIVE: "Une décision est communiquée à l'Instance et n'est pas reçue (PS-COM).",
        TaskKind.VERDICT_TO_GIVE: "Un projet est soumis à l'Instance, qui ne s'est pas prononcée (PS-ACCORD).",
        TaskKind.DATA_TO_REMIND: "Des données sont demandées, et un rappel est à faire (M2).",
        TaskKind.INVITATION_TO_ANSWER: "Un de ses pôles est invité à porter un projet, et peut encore répondre.",
        TaskKind.INVITATION_UNANSWERED: "Un pôle que le sien a invité à porter un projet peut encore répondre.",
        TaskKind.CONTENT_TO_CARRY: "Un projet que porte un de ses pôles est amendé ; le pôle n'a pas décidé de porter"
        " le nouveau contenu (PS-CONSENSUS).",
        TaskKind.CONFIRM_RECORDED_WORD: "La parole d'un membre représenté a été consignée en son nom, ou son siège a"
        " été retiré avant l'adoption ; il peut la confirmer ou la changer (PS-CONSENSUS).",
        TaskKind.DECISION_CONTESTED: "Un membre conteste une décision adoptée du pôle ; elle ne fonde aucun nouvel"
        " acte du pôle (PS-CONSENSUS).",
        TaskKind.LEAD_OFFERED: "Le pilotage d'un projet est proposé à un de ses pôles (PS-CONJOINT).",
        TaskKind.CONDITION_TO_MEET: "Une condition de l'accord de l'Instance n'est pas remplie (PS-ACCORD).",
        TaskKind.SUPPORT_TO_RECONFIRM: "Un soutien de l'Instance est à confirmer ou à terminer (PS-SOUTIEN).",
        TaskKind.RECTIFICATION_TO_CONFIRM: "Une rectification ou un retrait est proposé par un autre compte, et qui"
        " demande peut le confirmer (REGISTRE).",
        TaskKind.FACT_IN_QUESTION: "Un autre compte a mis un fait en question, et qui demande peut le revoir"
        " (REGISTRE).",
        TaskKind.ROLE_TAKEN: "Un compte s'est donné lui-même un rôle dans l'Instance, depuis moins de trente jours"
        " (REGISTRE).",
        TaskKind.COMPOSITION_BROKEN: "Un départ a laissé un collège du pôle sans membre qui compte (PS-COMPO).",
        TaskKind.POLE_MUST_MEET: "Le pôle se réunit à nouveau dans les trente jours, ou aurait dû, selon ses"
        " modalités ; aucune réunion n'est convoquée (PS-REUNION).",
        TaskKind.POLE_RELEASED: "Le pôle pilote d'un projet conjoint a libéré le pôle, depuis moins de trente jours"
        " (PS-CONJOINT).",
        TaskKind.REPRESENTATIVE_REPLACED: "Qui demande ne représente plus un membre depuis moins de trente jours ;"
        " le document de l'opérateur est joint (PS-DESIGN).",
        TaskKind.WORD_WITHOUT_SEAT: "Qui demande ne représente plus un membre, et peut encore parler pour lui sur une"
        " décision adoptée (PS-CONSENSUS).",
    },
)


@strawberry.type(
    description="Ce qui attend une Instance : ce qu'elle a encore à faire, et ce qu'elle attend des autres."
)
class Waiting:
    bassin: Bassin = field(description="Son bassin.")
    day: date = field(description="Le jour en droit.")
    ahead: strawberry.Private[timedelta]
    as_of: strawberry.Private[ResolvedAsOf]

    @classmethod
    def of(cls, bassin: Bassin, day: date, within: int, as_of: ResolvedAsOf) -> Self:
        """Raises `BadUserInput`."""
        return cls(bassin=bassin, day=day, ahead=days_ahead(within), as_of=as_of)

    verdicts_to_give = pages(
        Lazy("ProjectHearing"),
        lambda of, _: verdicts_to_give(of.bassin),
        "Les contenus soumis sur lesquels elle ne s'est pas prononcée, le plus ancien d'abord (PS-ACCORD).",
    )
    invitations_to_answer = pages(
        Lazy("Invitation"),
        lambda of, _: invitations(bassin=of.bassin, open_on=of.day),
        "Les invitations à porter un projet auxquelles ses pôles peuvent répondre, la première à échoir d'abord.",
    )
    renewals_due = pages(
        Lazy("Pole"),
        lambda of, _: expiring_poles(today=of.day, within=of.ahead, bassin=of.bassin),
        "Ses pôles dont le terme prend fin bientôt, à évaluer et à renouveler avant, le premier d'abord (PS-EVAL).",
    )
    decisions_to_receive = pages(
        Lazy("Decision"),
        lambda of, _: decisions_to_receive(of.bassin),
        "Les décisions communiquées et pas encore reçues, la plus ancienne d'abord (PS-COM).",
    )
    opinions_overdue = pages(
        Lazy("Opinion"),
        lambda of, _: opinions(bassin=of.bassin, overdue_on=of.day),
        "Les avis dont la transmission ou la réponse est attendue depuis une échéance passée (PS-AVIS, M4).",
    )
    requests_late = pages(
        Lazy("Analysis"),
        lambda of, _: analyses(bassin=of.bassin, late_on=of.day),
        "Les demandes de données sans réponse après l'échéance, la première due d'abord (M2).",
    )
    meetings_overdue = pages(
        Lazy("Pole"),
        lambda of, _: overdue_poles(day=of.day, bassin=of.bassin),
        "Ses pôles qui auraient dû se réunir à nouveau, par nom (PS-REUNION).",
    )
    rectifications_to_confirm = pages(
        Lazy("Correction"),
        lambda of, _: rectifications_to_confirm(of.bassin),
        "Les rectifications proposées, qu'un autre coordinateur confirme ou abandonne (REGISTRE).",
    )
    withdrawals_to_confirm = pages(
        Lazy("Correction"),
        lambda of, _: withdrawals_to_confirm(of.bassin),
        "Les retraits d'actes proposés, qu'un autre coordinateur confirme ou abandonne (REGISTRE-RETRAIT).",
    )
    to_reconsider = pages(
        Lazy("Correction"),
        lambda of, _: facts_to_reconsider(of.bassin),
        "Ce qu'une rectification ou un retrait remet en question, et que nul n'a encore revu (REGISTRE).",
    )


OF_MEMBERS: Final = frozenset(
    {
        TaskKind.POSITION_TO_TAKE,
        TaskKind.CONFIRM_RECORDED_WORD,
        TaskKind.REPRESENTATIVE_REPLACED,
        TaskKind.WORD_WITHOUT_SEAT,
    }
)
"""Kinds of tasks about one member of a pôle."""


@strawberry.type(description="Quelque chose qui attend qui demande.")
class Task:
    fact: strawberry.Private[TaskFact]
    late_word: LateWord | None = field(
        description="La décision et son texte, si qui demande peut parler sans siège ; nul sinon."
    )
    as_of: strawberry.Private[ResolvedAsOf]
    kind: TaskKind = field(description="Ce qui est à faire.")
    bassin: Bassin = field(description="L'Instance dont c'est l'affaire, ou celle de son pôle.")
    since: date = field(description="Depuis quel jour cela attend.")
    due: date | None = field(description="Jusqu'à quel jour, s'il y a une échéance.")

    @classmethod
    def of(cls, fact: TaskFact, as_of: ResolvedAsOf, late_word: LateWord | None) -> Self:
        return cls(
            fact=fact,
            late_word=late_word,
            as_of=as_of,
            kind=fact.kind,
            bassin=Bassin(fact.bassin),
            since=fact.since,
            due=fact.due,
        )

    @field(description="La règle qui veut que ce soit fait.")
    def rule(self, info: Info) -> Rule:
        return rules(info.context.language)[RULES[self.fact.kind]]

    @field(description="Ce dont il s'agit.")
    async def subject(self, info: Info) -> Entity | None:
        return await load_entity(info.context, self.fact.subject_kind, self.fact.subject, self.as_of)

    @field(description="L'objection, si c'est à elle qu'il faut répondre.")
    async def objection(self, info: Info) -> Objection | None:
        if self.fact.kind is not TaskKind.OBJECTION_TO_ANSWER:
            return None
        return await Objection.load(info.context, (self.fact.subject, int(self.fact.part)), self.as_of)

    @field(description="Le membre représenté, si c'est à lui de parler.")
    async def member(self, info: Info) -> Operator | None:
        if self.fact.kind not in OF_MEMBERS:
            return None
        return await Operator.load(info.context, (UUID(self.fact.part.partition(" ")[0]),), self.as_of)

    @field(description="Le document de l'opérateur, si la personne qui le représentait est remplacée.")
    async def document(self, info: Info) -> Document | None:
        if self.fact.kind is not TaskKind.REPRESENTATIVE_REPLACED:
            return None
        version = int(self.fact.part.partition(" ")[2])
        query = representation(self.fact.subject, version, self.as_of.position)
        rows = await info.context.ports.reads.fetch(query)
        return next((document for row in rows if (document := signed_document(row, self.as_of))), None)

    @field(description="Le compte qui s'est donné un rôle, si c'est ce qui est signalé.")
    def account(self) -> Account | None:
        return Account.of(self.fact.part.partition(" ")[0]) if self.fact.kind is TaskKind.ROLE_TAKEN else None


@strawberry.type(description="Une page de ce qui attend qui demande.")
class TaskConnection(Paged):
    edges: list[Edge[Task]] = field(description="Les éléments de la page.")


async def tasks_of(
    context: Context, day: date, as_of: ResolvedAsOf, *, first: int, after: str | None
) -> TaskConnection:
    """Returns the tasks of the viewer by current rights. Raises `BadUserInput` or `AsOfNotReached`."""
    coordinated, administers = context.coordinated, Role.ADMINISTRATOR in context.roles
    listing = tasks(day, person=context.person, poles=context.represented, coordinated=coordinated)
    beyond = tasks_beyond(day, person=context.person, coordinated=coordinated, administers=administers)
    listings, key = [listing, *beyond], None
    if after is not None:
        key, as_of = read_cursor(listing, after, as_of)
    check_first(first)
    at = as_of.position

    async def count(context: Context) -> int:
        counts = await _together(context, (each.count(context.viewer, at=at) for each in listings))
        return sum(each.number for each in counts)

    pages = (each.page(context.viewer, at=at, after=key, limit=first + 1) for each in listings)
    rows = sorted(await _together(context, pages), key=attrgetter(*listing.order))[: first + 1]
    without_seat = any(row.kind is TaskKind.WORD_WITHOUT_SEAT for row in rows)
    words = await late_words_of(context, day, as_of) if without_seat else {}
    edges = [
        Edge(
            node=Task.of(row, as_of, words.get((row.subject, row.part))),
            cursor=write_cursor(listing, row, as_of),
        )
        for row in rows
    ]
    return TaskConnection.of(edges, first=first, resumed=after is not None, counting=count)


async def _together[T: msgspec.Struct](context: Context, queries: Iterable[ReadQuery[T]]) -> list[T]:
    """Returns the rows of all queries, in one round trip."""
    results, _ = await context.ports.reads.together(*queries)
    return [row for rows in results for row in rows]
