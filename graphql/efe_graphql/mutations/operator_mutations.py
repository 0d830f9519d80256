"""The commands on the register of operators, which the coordinators of the ten Instances keep together."""

from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.commands.handler import CommandResult
from efe_domain.operator.events import OperatorKind
from efe_domain.platform import Platform
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import NumberScheme
from efe_graphql.contract.global_id import uuid_of
from efe_graphql.mutations.execute import CommandInput
from efe_graphql.types.pole.axis import AxisInput

ACTS_FOR = "Le bassin de l'Instance dont un coordinateur agit."
WHY = "Pourquoi : ce que lisent les autres Instances où il siège ou est situé."


def reason_from(reason: str | None) -> dict[str, str]:
    """Returns the reason as an argument of the command, or no argument: an older command keeps its digest."""
    return {} if reason is None else {"reason": reason}


@strawberry.input(description="Inscrire un opérateur au registre, commun aux dix Instances.")
class RegisterOperatorInput(CommandInput):
    bassin: Bassin = field(description=ACTS_FOR)
    scheme: NumberScheme = field(description="D'où vient son numéro.")
    number: str = field(description="Son numéro.")
    name: str = field(description="Son nom.")
    kind: OperatorKind = field(description="Sa sorte, dont son collège suit.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.register_operator(
            self.bassin, self.scheme, self.number, self.name, self.kind, on=self.effective_on
        )


@strawberry.input
class OperatorCommandInput(CommandInput):
    """A command on one operator."""

    bassin: Bassin = field(description=ACTS_FOR)
    operator_id: ID = field(description="L'opérateur.")

    @property
    def operator(self) -> UUID:
        return uuid_of("Operator", self.operator_id)


@strawberry.input(
    description="Donner à un opérateur un autre nom à partir d'un jour : pour une Instance où il siège ou est situé."
)
class RenameOperatorInput(OperatorCommandInput):
    name: str = field(description="Son nouveau nom.")
    reason: str | None = field(default=None, description=WHY)

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        why = reason_from(self.reason)
        return platform.rename_operator(self.bassin, self.operator, self.name, on=self.effective_on, **why)


@strawberry.input(description="Dire qu'un opérateur est d'une autre sorte à partir d'un jour (PS-COMPO).")
class ChangeOperatorKindInput(OperatorCommandInput):
    kind: OperatorKind = field(
        description="Sa nouvelle sorte, dont son collège suit ; chaque siège garde le collège de sa désignation."
    )

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.change_operator_kind(self.bassin, self.operator, self.kind, on=self.effective_on)


@strawberry.input(
    description="Donner à un opérateur un autre numéro à partir d'un jour ; nul autre ne reçoit l'ancien. Pour une"
    " Instance où il siège ou est situé."
)
class RenumberOperatorInput(OperatorCommandInput):
    scheme: NumberScheme = field(description="D'où vient son nouveau numéro.")
    number: str = field(description="Son nouveau numéro.")
    reason: str | None = field(default=None, description=WHY)

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        why = reason_from(self.reason)
        return platform.renumber_operator(
            self.bassin, self.operator, self.scheme, self.number, on=self.effective_on, **why
        )


@strawberry.input(description="Ouvrir un site d'un opérateur dans une commune (PS-LOCAL).")
class OpenSiteInput(OperatorCommandInput):
    commune: str = field(description="Le code NIS de la commune.")

    def dispatch(self, platform: Platform, new_id: UUID) -> CommandResult:
        return platform.open_site(self.bassin, self.operator, new_id, self.commune, on=self.effective_on)


@strawberry.input(description="Fermer un site d'un opérateur.")
class CloseSiteInput(OperatorCommandInput):
    site_id: ID = field(description="Le site.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        site = uuid_of("Site", self.site_id)
        return platform.close_site(self.bassin, self.operator, site, on=self.effective_on)


@strawberry.input(
    description="Consigner que le ressort d'une intercommunale ou d'un partenaire social couvre le bassin."
)
class RecordRessortInput(OperatorCommandInput):
    basis: str = field(description="Ce qui le dit : des statuts, un décret.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.record_ressort(self.bassin, self.operator, self.basis, on=self.effective_on)


@strawberry.input(description="Consigner que le ressort d'un opérateur ne couvre plus le bassin.")
class EndRessortInput(OperatorCommandInput):
    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.end_ressort(self.bassin, self.operator, on=self.effective_on)


@strawberry.input(description="Reconnaître un opérateur compétent pour un axe (PS-COMPETENT).")
class RecogniseCompetenceInput(OperatorCommandInput):
    axis: AxisInput = field(description="L'axe.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.recognise_competence(self.bassin, self.operator, self.axis.axis(), on=self.effective_on)


@strawberry.input(description="Retirer la compétence d'un opérateur pour un axe.")
class WithdrawCompetenceInput(OperatorCommandInput):
    axis_key: str = field(description="La clé de l'axe.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.withdraw_competence(self.bassin, self.operator, self.axis_key, on=self.effective_on)
