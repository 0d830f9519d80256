"""The commands of an Instance on its pôles."""

from datetime import date
from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.pole.events import Criterion
from efe_domain.pole.pole import Pole as PoleAggregate
from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.global_id import uuid_of, uuid_or_none
from efe_graphql.mutations.entity_command import EntityCommandInput
from efe_graphql.mutations.execute import CommandInput
from efe_graphql.types.axis import AxisInput
from efe_graphql.types.node import Node
from efe_graphql.types.pole import Pole


@strawberry.input(description="Créer un pôle autour d'un axe que l'Instance a identifié (PS-NB, PS-AXE).")
class CreatePoleInput(CommandInput):
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    axis: AxisInput = field(description="L'axe.")
    name: str = field(description="Le nom du pôle.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.create_pole(self.bassin, self.axis.axis(), self.name, on=self.effective_on)


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
class DesignateMemberInput(PoleCommandInput):
    operator_id: ID = field(description="L'opérateur.")
    representative_id: ID | None = field(default=None, description="La personne qui le représente.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.designate_member(
            self.pole,
            uuid_of("Operator", self.operator_id),
            representative=uuid_or_none("Person", self.representative_id),
            on=self.effective_on,
        )


@strawberry.input(description="Changer la personne qui représente un membre.")
class ReplaceRepresentativeInput(PoleCommandInput):
    operator_id: ID = field(description="L'opérateur qui siège.")
    representative_id: ID | None = field(
        default=None, description="La personne qui le représente désormais ; personne, sans elle."
    )

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.replace_representative(
            self.pole,
            uuid_of("Operator", self.operator_id),
            representative=uuid_or_none("Person", self.representative_id),
            on=self.effective_on,
        )


@strawberry.input(description="Mettre fin au siège d'un membre ; un collège laissé vide lève une alarme.")
class EndMembershipInput(PoleCommandInput):
    operator_id: ID = field(description="L'opérateur qui siège.")
    reason: str = field(description="Pourquoi.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        operator = uuid_of("Operator", self.operator_id)
        return platform.end_membership(self.pole, operator, self.reason, on=self.effective_on)


@strawberry.input(description="Convenir de la façon dont le pôle se réunit (PS-REUNION).")
class AgreeModalitiesInput(PoleCommandInput):
    meeting_every_months: int = field(description="Une réunion au moins tous les tant de mois.")
    quorum_percent: int | None = field(default=None, description="Quorum, en pour cent des membres.")
    remote_allowed: bool = field(default=False, description="Si l'on peut se réunir à distance.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.agree_modalities(
            self.pole,
            self.meeting_every_months,
            quorum_percent=self.quorum_percent,
            remote_allowed=self.remote_allowed,
            on=self.effective_on,
        )


@strawberry.input(description="Constituer le pôle pour un terme de trois ans au plus (PS-COMPO, PS-3ANS).")
class ConstitutePoleInput(PoleCommandInput):
    ends: date | None = field(default=None, description="Dernier jour du terme ; trois ans par défaut.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.constitute_pole(self.pole, ends=self.ends, on=self.effective_on)


@strawberry.input(description="Un critère d'une évaluation.")
class CriterionInput:
    label: str = field(description="Le critère.")
    finding: str = field(description="Ce qui a été constaté.")


@strawberry.input(description="Évaluer le fonctionnement du pôle dans son dernier terme (PS-EVAL).")
class EvaluatePoleInput(PoleCommandInput):
    criteria: list[CriterionInput] = field(default_factory=list, description="Les critères.")
    conclusion: str = field(description="La conclusion.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        criteria = tuple(Criterion(each.label, each.finding) for each in self.criteria)
        return platform.evaluate_pole(self.pole, criteria, self.conclusion, on=self.effective_on)


@strawberry.input(description="Renouveler le pôle, après l'évaluation du terme (PS-EVAL, PS-3ANS).")
class RenewPoleInput(PoleCommandInput):
    ends: date | None = field(default=None, description="Dernier jour du nouveau terme ; trois ans par défaut.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.renew_pole(self.pole, ends=self.ends, on=self.effective_on)


@strawberry.input(description="Dissoudre le pôle ; son nom peut être donné à un autre.")
class DissolvePoleInput(PoleCommandInput):
    reason: str = field(description="Pourquoi.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.dissolve_pole(self.pole, self.reason, on=self.effective_on)
