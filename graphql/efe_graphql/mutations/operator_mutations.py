"""The deeds on the register of operators, which the coordinators of the ten Instances keep together."""

from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.commands.handler import Outcome
from efe_domain.operator.events import OperatorKind
from efe_domain.platform import Platform
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.numbers import NumberScheme
from efe_graphql.contract.global_id import uuid_of
from efe_graphql.mutations.execute import Deed
from efe_graphql.mutations.inputs import AxisInput

ACTS_FOR = "Le bassin de l'Instance dont un coordinateur agit."


@strawberry.input(description="Inscrire un opérateur au registre, commun aux dix Instances.")
class RegisterOperatorInput(Deed):
    bassin: Bassin = field(description=ACTS_FOR)
    scheme: NumberScheme = field(description="D'où vient son numéro.")
    number: str = field(description="Son numéro.")
    name: str = field(description="Son nom.")
    kind: OperatorKind = field(description="Sa sorte, dont son collège suit.")

    def carry_out(self, platform: Platform, _: UUID) -> Outcome:
        return platform.register_operator(
            self.bassin, self.scheme, self.number, self.name, self.kind, on=self.effective_on
        )


@strawberry.input(description="Ouvrir un site d'un opérateur dans une commune (PS-LOCAL).")
class OpenSiteInput(Deed):
    bassin: Bassin = field(description=ACTS_FOR)
    operator_id: ID = field(description="L'opérateur.")
    commune: str = field(description="Le code NIS de la commune.")

    def carry_out(self, platform: Platform, new_id: UUID) -> Outcome:
        operator = uuid_of("Operator", self.operator_id)
        return platform.open_site(self.bassin, operator, new_id, self.commune, on=self.effective_on)


@strawberry.input(description="Fermer un site d'un opérateur.")
class CloseSiteInput(Deed):
    bassin: Bassin = field(description=ACTS_FOR)
    operator_id: ID = field(description="L'opérateur.")
    site_id: ID = field(description="Le site.")

    def carry_out(self, platform: Platform, _: UUID) -> Outcome:
        operator, site = uuid_of("Operator", self.operator_id), uuid_of("Site", self.site_id)
        return platform.close_site(self.bassin, operator, site, on=self.effective_on)


@strawberry.input(description="Reconnaître un opérateur compétent pour un axe (PS-COMPETENT).")
class RecogniseCompetenceInput(Deed):
    bassin: Bassin = field(description=ACTS_FOR)
    operator_id: ID = field(description="L'opérateur.")
    axis: AxisInput = field(description="L'axe.")

    def carry_out(self, platform: Platform, _: UUID) -> Outcome:
        operator = uuid_of("Operator", self.operator_id)
        return platform.recognise_competence(self.bassin, operator, self.axis.axis(), on=self.effective_on)


@strawberry.input(description="Retirer la compétence d'un opérateur pour un axe.")
class WithdrawCompetenceInput(Deed):
    bassin: Bassin = field(description=ACTS_FOR)
    operator_id: ID = field(description="L'opérateur.")
    axis_key: str = field(description="La clé de l'axe.")

    def carry_out(self, platform: Platform, _: UUID) -> Outcome:
        operator = uuid_of("Operator", self.operator_id)
        return platform.withdraw_competence(self.bassin, operator, self.axis_key, on=self.effective_on)
