"""Instances: public facts, bodies, axes, their pôles, and the dossier for viewers with a role or a seat in them."""

from datetime import date
from functools import partial
from typing import Final
from uuid import UUID

import strawberry
from anyio.to_thread import run_sync
from msgspec.structs import asdict
from strawberry import field

from efe_domain.instance.events import BodyRules as BodyRulesFact
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import instance_id
from efe_graphql.contract.arguments import DEFAULT_HORIZON_DAYS, Day, InForceOn, Within
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.request.context import Info
from efe_graphql.types.access.grants import AccessGrant, grants_in
from efe_graphql.types.access.rights import Power, powers_in
from efe_graphql.types.document import Document
from efe_graphql.types.instance.letterhead import Letterhead
from efe_graphql.types.instance.mandate import Mandate, mandates
from efe_graphql.types.instance.pending_lists import Waiting
from efe_graphql.types.law import Rule, rules
from efe_graphql.types.meeting import Meeting
from efe_graphql.types.objects.connection import pages
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.lazy import linked, listed
from efe_graphql.types.objects.node import Node, in_force
from efe_graphql.types.pole.axis import Axis
from efe_graphql.types.pole.pole import Pole
from efe_graphql.types.territory import Commune, communes_of
from efe_projections.engine.batch import by
from efe_projections.instance.rows import AxisMatchRow, AxisRow, BodyRow, InstanceRow
from efe_projections.meeting.reads import meetings
from efe_projections.pole.reads import poles

MAX_RECENT_DOCUMENTS: Final = 30


@strawberry.type(description="Un organe d'une Instance : plénière, chambre …")
class Body(Node):
    ROW = BodyRow

    row: strawberry.Private[BodyRow]
    name: str = field(description="Son nom.")
    since: date = field(description="Jour de la mise en place.")
    until: date | None = field(description="Jour de la dissolution, qui n'est plus compris.")
    illustrative: bool = field(description="S'il est là pour une démonstration.")

    @field(description="La mission dont il relève.")
    def mission(self, info: Info) -> Rule:
        return rules(info.context.language)[self.row.mission]

    @field(description="Ce qui n'est montré qu'à son Instance ; nul pour les autres.")
    def dossier(self, info: Info) -> "BodyDossier | None":
        if not info.context.opens(self.row.bassin):
            return None
        return BodyDossier(body=self.row.id, as_of=self.as_of)


@strawberry.type(description="Ce qu'un organe ne montre qu'à son Instance : qui y siège, et ses réunions.")
class BodyDossier:
    body: strawberry.Private[UUID]
    as_of: strawberry.Private[ResolvedAsOf]

    @field(description="Ses sièges, par mandat : qui siégeait un jour donné, ou tous les mandats.")
    async def seats(self, info: Info, in_force_on: InForceOn = None) -> list[Mandate]:
        return await mandates(info.context, self.as_of, in_force_on, column="body", value=self.body)

    meetings = pages(Meeting, lambda of, _: meetings(body=of.body), "Ses réunions, par jour.")


@strawberry.type(description="Un axe identifié par une Instance, autour duquel elle peut créer des pôles (PS-NB).")
class IdentifiedAxis(Node):
    ROW = AxisRow

    row: strawberry.Private[AxisRow]
    since: date = field(description="Jour de l'identification.")
    until: date | None = field(description="Jour du retrait, qui n'est plus compris.")
    illustrative: bool = field(description="S'il est là pour une démonstration.")

    meeting = linked(Meeting, "row.meeting", "La réunion d'un organe de l'Instance que l'identification cite.")

    @field(description="L'axe.")
    def axis(self) -> Axis:
        return Axis.of(self.row.axis, self.row.kind, self.row.label, self.row.codes)


@strawberry.type(description="Un axe d'une autre Instance que celle-ci tient pour un seul avec le sien (PS-FILIERE).")
class AxisMatch(Node):
    ROW = AxisMatchRow

    row: strawberry.Private[AxisMatchRow]
    axis: str = field(name="axisKey", description="La clé de son axe.")
    other_axis: str = field(name="otherAxisKey", description="La clé de l'axe de l'autre Instance.")
    basis: str = field(description="La décision qui le dit.")
    since: date = field(description="Jour de la décision.")
    until: date | None = field(description="Jour de la fin, qui n'est plus compris.")
    illustrative: bool = field(description="S'il est là pour une démonstration.")

    @field(description="Le bassin de l'autre Instance.")
    def other_bassin(self) -> Bassin:
        return Bassin(self.row.other_bassin)

    @field(description="Si l'autre Instance le tient aussi, un jour donné : alors seulement ils ne sont qu'un.")
    async def agreed(self, info: Info, in_force_on: Day = None) -> bool:
        row, day = self.row, in_force_on or info.context.today
        theirs = instance_id(Bassin(row.other_bassin))
        rows = await info.context.rows.all(by(AxisMatchRow, "instance"), (theirs,), at=self.as_of.position)
        counterpart = (row.other_axis, row.bassin, row.axis)
        return any((each.axis, each.other_bassin, each.other_axis) == counterpart for each in in_force(rows, day))


@strawberry.type(description="Ce que le règlement d'ordre intérieur dit d'un organe.")
class BodyRules:
    quorum_percent: int | None = field(description="Quorum, en pour cent des membres, s'il en fixe un.")
    majority_percent: int | None = field(description="Majorité, en pour cent, s'il en fixe une.")
    gives_verdicts: bool | None = field(description="S'il donne les verdicts de l'Instance, s'il le dit.")
    rules: strawberry.Private[BodyRulesFact]
    as_of: strawberry.Private[ResolvedAsOf]

    body = linked(Body, "rules.body", "L'organe.")


@strawberry.type(description="Le règlement d'ordre intérieur en vigueur.")
class RulesOfOrder:
    adopted_on: date = field(description="Jour de l'adoption.")
    bodies: list[BodyRules] = field(description="Ce qu'il dit de chaque organe.")
    renewal_window_days: int | None = field(
        description="Un pôle se renouvelle dans tant de derniers jours de son terme, s'il le dit."
    )
    late_after_days: int | None = field(
        description="Un fait plus vieux de tant de jours quand on le consigne a une source, s'il le dit."
    )
    contest_days: int | None = field(
        description="Après l'adoption d'une décision, un membre peut encore prendre position pendant tant de jours,"
        " s'il le dit ; trente sinon."
    )
    verdicts_need_quorum: bool | None = field(
        description="Si un organe ne rend ses verdicts qu'avec son quorum, s'il le dit ; sinon il est montré."
    )


@strawberry.type(description="Ce qu'une Instance ne montre qu'aux siens.")
class InstanceDossier:
    instance: strawberry.Private[UUID]
    bassin: strawberry.Private[Bassin]
    as_of: strawberry.Private[ResolvedAsOf]

    @field(description="Les rôles donnés dans cette Instance et dans ses pôles, par compte.")
    async def grants(self, info: Info, in_force_on: InForceOn = None) -> list[AccessGrant]:
        return await grants_in(info.context, self.instance, self.as_of, in_force_on)

    @field(description="Qui pouvait, ou pourra, faire ou voir quoi un jour donné, ici et dans toutes les Instances.")
    async def powers(self, info: Info, in_force_on: Day = None) -> list[Power]:
        return await powers_in(info.context, self.bassin, self.as_of, in_force_on or info.context.today)

    @field(description="Les sièges de ses organes, par mandat : qui siégeait un jour donné, ou tous les mandats.")
    async def seats(self, info: Info, in_force_on: InForceOn = None) -> list[Mandate]:
        return await mandates(info.context, self.as_of, in_force_on, column="instance", value=self.instance)

    meetings = pages(
        Meeting,
        lambda of, _: meetings(bassin=of.bassin),
        "Les réunions qui la concernent : de ses organes, de ses pôles et de la zone, par jour.",
    )

    @field(
        description="Les derniers documents que l'Instance a déposés, le dernier d'abord, trente au plus : pour ses "
        "coordinateurs, qui les citent ; aucun pour les autres."
    )
    async def recent_documents(self, info: Info) -> list[Document]:
        if self.bassin not in info.context.coordinated:
            return []
        stored = await run_sync(partial(info.context.ports.documents.recent, self.bassin, limit=MAX_RECENT_DOCUMENTS))
        return [Document.deposited(each, self.as_of) for each in stored]

    @field(description="Ce qui l'attend, un jour donné.")
    def waiting(self, info: Info, in_force_on: Day = None, within: Within = DEFAULT_HORIZON_DAYS) -> Waiting:
        return Waiting.of(self.bassin, in_force_on or info.context.today, within, self.as_of)


@strawberry.type(description="Une Instance bassin enseignement qualifiant – formation – emploi.")
class Instance(Entity):
    SUBJECT = "instance"
    ROW = InstanceRow

    row: strawberry.Private[InstanceRow]
    bassin: Bassin = field(description="Son bassin.")
    name: str = field(description="Son nom.")
    established_on: date = field(description="Jour de l'établissement.")
    version: int = field(description="À donner à `expectedVersion` pour agir sur cet état seulement.")

    @field(description="Les communes de son bassin.")
    def communes(self) -> list[Commune]:
        return communes_of(self.bassin)

    bodies = listed(Body, "Ses organes, en place ou dissous.", lasting=True, instance="row.id")

    axes = listed(IdentifiedAxis, "Les axes qu'elle a identifiés, retirés ou non.", lasting=True, instance="row.id")

    axis_matches = listed(
        AxisMatch,
        "Les axes d'autres Instances qu'elle tient pour un seul avec l'un des siens.",
        lasting=True,
        instance="row.id",
    )

    @field(description="Son règlement d'ordre intérieur ; nul tant qu'aucun n'est adopté.")
    def rules_of_order(self) -> RulesOfOrder | None:
        if self.row.rules_adopted_on is None:
            return None
        bodies = [
            BodyRules(
                quorum_percent=rules.quorum_percent,
                majority_percent=rules.majority_percent,
                gives_verdicts=rules.gives_verdicts,
                rules=rules,
                as_of=self.as_of,
            )
            for rules in self.row.rules
        ]
        return RulesOfOrder(
            adopted_on=self.row.rules_adopted_on,
            bodies=bodies,
            contest_days=self.row.contest_days,
            verdicts_need_quorum=self.row.verdicts_need_quorum,
            **asdict(self.row.settings),
        )

    @field(description="L'en-tête de ses papiers, un jour donné ; nul tant qu'aucun n'est choisi.")
    def letterhead(self, info: Info, in_force_on: Day = None) -> Letterhead | None:
        day = in_force_on or info.context.today
        fact = next((each for each in reversed(self.row.letterheads) if each.since <= day), None)
        return Letterhead.of(fact, self.bassin, self.as_of) if fact else None

    poles = pages(
        Pole,
        lambda instance, context: poles(bassin=instance.bassin, day=context.today),
        "Ses pôles, par nom.",
    )

    @field(description="Ce qui n'est montré qu'aux siens ; nul pour les autres.")
    def dossier(self, info: Info) -> InstanceDossier | None:
        if not info.context.opens(self.bassin):
            return None
        return InstanceDossier(instance=self.row.id, bassin=self.bassin, as_of=self.as_of)
