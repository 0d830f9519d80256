"""`Meta`: versions, rules, refusals and bassins of the platform. `Viewer`: rights, tasks and data of the caller."""

from datetime import datetime
from importlib.metadata import version
from typing import Final

import msgspec
import strawberry
from strawberry import field

from efe_domain.law.texts import VERSION
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.messages import Language
from efe_graphql.contract.arguments import After, AsOfArgument, Day, First, InForceOn, MinPosition
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.scalars import Json, Position
from efe_graphql.request.as_of import resolve_as_of
from efe_graphql.request.context import Context, Info
from efe_graphql.request.personal_data import personal_data
from efe_graphql.types.access.grants import AccessGrant
from efe_graphql.types.correction import Correction, corrections_to_confirm
from efe_graphql.types.late_word import LateWord, late_words_of
from efe_graphql.types.law import RefusalKind, Rule, refusal_kinds, rules
from efe_graphql.types.objects.connection import DEFAULT_PAGE
from efe_graphql.types.objects.node import in_force
from efe_graphql.types.people import Account
from efe_graphql.types.pole.pole import Pole
from efe_graphql.types.tasks.pending_tasks import TaskConnection, tasks_of
from efe_graphql.types.territory import TERRITORIES, Territory
from efe_projections.engine.instants import instant_of

SOFTWARE_VERSION: Final = version("efe-synergies")


@strawberry.type(description="La plateforme elle-même.")
class Meta:
    version: str = field(description="La version du logiciel.")
    law_version: str = field(description="Le jour où la table des règles a été comparée à ses sources.")
    position: Position = field(description="La position du registre à laquelle tout est lu.")
    as_of: strawberry.Private[ResolvedAsOf]
    rules: list[Rule] = field(description="Toutes les règles, avec leur clé et leur texte.")
    bassins: list[Territory] = field(description="Les dix bassins.")
    refusals: list[RefusalKind] = field(description="Tous les refus qu'un acte peut recevoir, par code.")

    @field(description="Quand a été consigné le dernier acte lu ; nul avant le premier.")
    async def known_at(self, info: Info) -> datetime | None:
        instants = await info.context.ports.reads.fetch(instant_of(self.as_of.position))
        return instants[0].recorded_at if instants else None

    @classmethod
    def of(cls, as_of: ResolvedAsOf, language: Language) -> "Meta":
        return cls(
            as_of=as_of,
            version=SOFTWARE_VERSION,
            law_version=VERSION,
            position=Position(as_of.position),
            rules=list(rules(language).values()),
            bassins=TERRITORIES,
            refusals=list(refusal_kinds(language)),
        )


@strawberry.type(description="Qui demande. Ses droits sont toujours ceux de maintenant.")
class Viewer:
    account: Account = field(description="Son compte.")
    bassins: list[Bassin] = field(description="Les bassins dont les dossiers lui sont ouverts aujourd'hui.")
    poles: list[Pole] = field(description="Les pôles dont il représente un membre aujourd'hui.")
    opened_poles: list[Pole] = field(
        description="Les pôles dont le dossier lui a été ouvert par un rôle dans ce seul pôle, aujourd'hui."
    )
    own_grants: strawberry.Private[list[AccessGrant]]

    @field(description="Les rôles qui lui ont été donnés, en vigueur ou non.")
    def grants(self, in_force_on: InForceOn = None) -> list[AccessGrant]:
        return in_force(self.own_grants, in_force_on)

    @field(
        description="Ce qui l'attend, un jour donné : le premier dû d'abord, ce qui n'a pas d'échéance en dernier."
    )
    async def tasks(
        self,
        info: Info,
        in_force_on: Day = None,
        first: First = DEFAULT_PAGE,
        after: After = None,
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> TaskConnection:
        resolved = await resolve_as_of(info.context, as_of, min_position)
        return tasks_of(info.context, in_force_on or info.context.today, resolved, first=first, after=after)

    @field(
        description="Les décisions adoptées sur lesquelles la personne du compte peut encore parler pour un membre,"
        " sans le représenter encore, ou mettre fin à son objection ; la première à échoir d'abord (PS-CONSENSUS)."
    )
    async def late_words(self, info: Info) -> list[LateWord]:
        resolved = await resolve_as_of(info.context, None, None)
        words = await late_words_of(info.context, info.context.today, resolved)
        return list(words.values())

    @field(
        description="Pour un administrateur : les corrections proposées et les faits mis en question qu'aucun"
        " coordinateur indépendant ne peut revoir, cent au plus, les plus anciens d'abord (REGISTRE)."
    )
    async def corrections_to_confirm(self, info: Info) -> list[Correction]:
        return await corrections_to_confirm(info.context)

    @field(description="Tout ce que la plateforme garde de qui demande, à lire et à emporter.")
    async def personal_data(self, info: Info) -> Json:
        info.context.check_is_person()
        ports, viewer = info.context.ports, info.context.viewer
        report = await personal_data(
            ports.reads,
            ports.vault,
            ports.invitations,
            ports.documents,
            ports.journal,
            person=info.context.person,
            account=viewer.account,
        )
        return Json(msgspec.to_builtins(report))

    @classmethod
    async def of(cls, context: Context) -> "Viewer | None":
        account = context.viewer.account
        if not account:
            return None
        read_position = await context.ports.reads.position()
        now = ResolvedAsOf(read_position, read_position)
        poles = {pole: await Pole.load(context, (pole,), now) for pole in context.viewer.poles}
        return cls(
            account=Account.of(account),
            bassins=[Bassin(code) for code in context.viewer.bassins],
            poles=[pole for each in context.represented if (pole := poles[each])],
            opened_poles=[pole for each in context.opened_poles if (pole := poles[each])],
            own_grants=[AccessGrant.of(grant, now) for grant in context.grants],
        )
