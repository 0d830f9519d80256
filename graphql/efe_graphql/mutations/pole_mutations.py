"""Commands of an Instance on its pôles: creation, members, modalities, terms, dissolution."""

from datetime import date
from typing import Final
from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.commands.handler import CommandResult
from efe_domain.law.rules import MAX_TERM_YEARS
from efe_domain.law.texts import NUMBERS
from efe_domain.platform import Platform
from efe_domain.pole.events import Criterion
from efe_domain.pole.pole import Pole as PoleAggregate
from efe_domain.pole.taking_over import Opening
from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.global_id import uuid_of, uuid_or_none
from efe_graphql.mutations.execute import CommandInput, optional_arguments
from efe_graphql.mutations.inputs import (
    DocumentCommandInput,
    EntityCommandInput,
    MeetingCitingInput,
    SignedCommandInput,
)
from efe_graphql.request.context import Context
from efe_graphql.types.objects.node import Node
from efe_graphql.types.pole.axis import AxisInput
from efe_graphql.types.pole.pole import Pole

_YEARS: Final = NUMBERS[MAX_TERM_YEARS]


@strawberry.input(description="Créer un pôle autour d'un axe que l'Instance a identifié (PS-NB, PS-AXE).")
class CreatePoleInput(CommandInput):
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    axis: AxisInput = field(description="L'axe.")
    name: str = field(description="Le nom du pôle.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.create_pole(self.bassin, self.axis.axis(), self.name, on=self.effective_on)


@strawberry.input(description="Un membre d'un pôle repris.")
class TakenOverMemberInput:
    operator_id: ID = field(description="L'opérateur.")
    representative_id: ID | None = field(default=None, description="La personne qui le représente.")

    def member(self) -> tuple[UUID, UUID | None]:
        return uuid_of("Operator", self.operator_id), uuid_or_none("Person", self.representative_id)


@strawberry.input(
    description=(
        "Reprendre un pôle antérieur au registre, tel qu'un document l'atteste au jour de `effectiveOn` : son axe, "
        "sa composition et son terme (PS-NB, PS-COMPO, PS-3ANS)."
    )
)
class TakeOverPoleInput(DocumentCommandInput):
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    axis: AxisInput = field(description="L'axe, que l'Instance a identifié.")
    name: str = field(description="Le nom du pôle.")
    members: list[TakenOverMemberInput] = field(description="Ses membres ce jour-là, des trois collèges.")
    starts: date = field(description="Premier jour du terme en cours ce jour-là.")
    ends: date | None = field(default=None, description=f"Dernier jour de ce terme ; {_YEARS} ans par défaut.")

    def do(self, context: Context, _: UUID) -> CommandResult:
        opening = Opening(
            bassin=self.bassin,
            axis=self.axis.axis(),
            name=self.name,
            starts=self.starts,
            ends=self.ends,
            document=self.document(context),
        )
        members = tuple(each.member() for each in self.members)
        return context.ports.platform.take_over_pole(opening, members, on=self.effective_on)


@strawberry.input
class PoleCommandInput(EntityCommandInput):
    """A command on one pôle."""

    pole_id: ID = field(description="Le pôle.")

    @property
    def pole(self) -> UUID:
        return uuid_of("Pole", self.pole_id)

    def about(self) -> tuple[type[Node], str, UUID]:
        return Pole, PoleAggregate.NOUN, self.pole


@strawberry.input(description="Désigner un opérateur comme membre (PS-DESIGN, PS-LOCAL, PS-COMPETENT).")
class DesignateMemberInput(PoleCommandInput, MeetingCitingInput):
    operator_id: ID = field(description="L'opérateur.")
    representative_id: ID | None = field(default=None, description="La personne qui le représente.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.designate_member(
            self.pole,
            uuid_of("Operator", self.operator_id),
            representative=uuid_or_none("Person", self.representative_id),
            on=self.effective_on,
            **self.cited_meeting(),
        )


@strawberry.input(description="Changer la personne qui représente un membre.")
class ReplaceRepresentativeInput(PoleCommandInput, SignedCommandInput):
    operator_id: ID = field(description="L'opérateur qui siège.")
    representative_id: ID | None = field(
        default=None, description="La personne qui le représente désormais ; personne, sans elle."
    )

    def do(self, context: Context, _: UUID) -> CommandResult:
        return context.ports.platform.replace_representative(
            self.pole,
            uuid_of("Operator", self.operator_id),
            representative=uuid_or_none("Person", self.representative_id),
            on=self.effective_on,
            **optional_arguments(document=self.document(context)),
        )


@strawberry.input(description="Mettre fin au siège d'un membre ; un collège laissé vide lève une alarme.")
class EndMembershipInput(PoleCommandInput):
    operator_id: ID = field(description="L'opérateur qui siège.")
    reason: str = field(description="Pourquoi.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        operator = uuid_of("Operator", self.operator_id)
        return platform.end_membership(self.pole, operator, self.reason, on=self.effective_on)


@strawberry.input(description="Nommer, ou ne plus nommer, la personne qui supplée le représentant d'un membre.")
class NameSubstituteInput(PoleCommandInput):
    operator_id: ID = field(description="L'opérateur membre.")
    substitute_id: ID | None = field(default=None, description="La personne ; plus personne sans elle.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.name_substitute(
            self.pole,
            uuid_of("Operator", self.operator_id),
            substitute=uuid_or_none("Person", self.substitute_id),
            on=self.effective_on,
        )


@strawberry.input(
    description="Marquer l'accord de l'Instance sur la façon dont le pôle se réunit et décide ; elle vaut avec la"
    " décision du pôle qui porte sur les mêmes modalités (PS-REUNION)."
)
class AgreeModalitiesInput(PoleCommandInput):
    meeting_every_months: int = field(description="Une réunion au moins tous les tant de mois.")
    quorum_percent: int | None = field(default=None, description="Quorum, en pour cent des membres.")
    remote_allowed: bool = field(default=False, description="Si l'on peut se réunir à distance.")
    agreement_per_college: bool = field(
        default=False, description="Si une décision demande l'accord de chaque collège ; par défaut, d'un membre."
    )
    decision_id: ID | None = field(
        default=None,
        description="La décision adoptée par le pôle sur ces modalités ; sans elle, elles sont proposées et ne valent"
        " pas encore.",
    )

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.agree_modalities(
            self.pole,
            self.meeting_every_months,
            quorum_percent=self.quorum_percent,
            remote_allowed=self.remote_allowed,
            on=self.effective_on,
            **optional_arguments(agreement_per_college=self.agreement_per_college),
            **optional_arguments(decision_id=uuid_of("Decision", self.decision_id) if self.decision_id else None),
        )


@strawberry.input(description=f"Constituer le pôle pour un terme de {_YEARS} ans au plus (PS-COMPO, PS-3ANS).")
class ConstitutePoleInput(PoleCommandInput, MeetingCitingInput):
    ends: date | None = field(default=None, description=f"Dernier jour du terme ; {_YEARS} ans par défaut.")
    continues_id: ID | None = field(
        default=None,
        description="Le pôle du même axe dont celui-ci prend la suite, s'il vit ou a fini il y a un an au plus.",
    )
    why: str | None = field(default=None, description="Pourquoi ce pôle-là n'est pas évalué, s'il ne l'est pas.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        later = optional_arguments(continues=uuid_or_none("Pole", self.continues_id), why=self.why)
        return platform.constitute_pole(
            self.pole, ends=self.ends, on=self.effective_on, **later, **self.cited_meeting()
        )


@strawberry.input(description="Un critère d'une évaluation.")
class CriterionInput:
    label: str = field(description="Le critère.")
    finding: str = field(description="Ce qui a été constaté.")


@strawberry.input(description="Évaluer le fonctionnement du pôle dans son dernier terme (PS-EVAL).")
class EvaluatePoleInput(PoleCommandInput, MeetingCitingInput):
    criteria: list[CriterionInput] = field(default_factory=list, description="Les critères.")
    conclusion: str = field(description="La conclusion.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        criteria = tuple(Criterion(each.label, each.finding) for each in self.criteria)
        return platform.evaluate_pole(
            self.pole, criteria, self.conclusion, on=self.effective_on, **self.cited_meeting()
        )


@strawberry.input(description="Renouveler le pôle, après l'évaluation du terme (PS-EVAL, PS-3ANS).")
class RenewPoleInput(PoleCommandInput, MeetingCitingInput):
    ends: date | None = field(default=None, description=f"Dernier jour du nouveau terme ; {_YEARS} ans par défaut.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.renew_pole(self.pole, ends=self.ends, on=self.effective_on, **self.cited_meeting())


@strawberry.input(description="Renommer le pôle à partir d'un jour ; ses noms d'avant restent montrés (PS-NB).")
class RenamePoleInput(PoleCommandInput):
    name: str = field(description="Le nouveau nom.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.rename_pole(self.pole, self.name, on=self.effective_on)


@strawberry.input(description="Dissoudre le pôle ; son nom peut être donné à un autre.")
class DissolvePoleInput(PoleCommandInput):
    reason: str = field(description="Pourquoi.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.dissolve_pole(self.pole, self.reason, on=self.effective_on)
