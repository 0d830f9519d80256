"""The deeds of an Instance bassin."""

from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.bassins import Bassin
from efe_domain.deeds.use_case import Outcome
from efe_domain.instance_events import BodyRules
from efe_domain.law import Rule
from efe_domain.platform import Platform
from efe_graphql.deeds.inputs import AxisInput
from efe_graphql.door import Deed
from efe_graphql.enums import Mission
from efe_graphql.global_id import uuid_of


@strawberry.input(description="Établir l'Instance d'un bassin (administrateur).")
class EstablishInstanceInput(Deed):
    bassin: Bassin = field(description="Le bassin.")

    def carry_out(self, platform: Platform, _: UUID) -> Outcome:
        return platform.establish_instance(self.bassin, on=self.effective_on)


@strawberry.input(description="Ce que le règlement dit d'un organe.")
class BodyRulesInput:
    body_id: ID = field(description="L'organe.")
    quorum_percent: int | None = field(default=None, description="Quorum, en pour cent des membres.")
    majority_percent: int | None = field(default=None, description="Majorité, en pour cent.")

    def rules(self) -> BodyRules:
        return BodyRules(
            body=uuid_of("Body", self.body_id),
            quorum_percent=self.quorum_percent,
            majority_percent=self.majority_percent,
        )


@strawberry.input(description="Adopter le règlement d'ordre intérieur, qui remplace le précédent.")
class AdoptRulesOfOrderInput(Deed):
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    rules: list[BodyRulesInput] = field(description="Ce qu'il dit de chaque organe.")

    def carry_out(self, platform: Platform, _: UUID) -> Outcome:
        rules = tuple(each.rules() for each in self.rules)
        return platform.adopt_rules_of_order(self.bassin, rules, on=self.effective_on)


@strawberry.input(description="Mettre en place un organe de l'Instance (M6, M7).")
class SetUpBodyInput(Deed):
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    name: str = field(description="Le nom de l'organe.")
    mission: Mission = field(default=Mission.M6, description="La mission dont il relève.")

    def carry_out(self, platform: Platform, new_id: UUID) -> Outcome:
        return platform.set_up_body(self.bassin, new_id, self.name, Rule(self.mission), on=self.effective_on)


@strawberry.input(description="Dissoudre un organe de l'Instance.")
class DissolveBodyInput(Deed):
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    body_id: ID = field(description="L'organe.")

    def carry_out(self, platform: Platform, _: UUID) -> Outcome:
        return platform.dissolve_body(self.bassin, uuid_of("Body", self.body_id), on=self.effective_on)


@strawberry.input(description="Identifier un axe autour duquel l'Instance pourra créer des pôles (PS-NB).")
class IdentifyAxisInput(Deed):
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    axis: AxisInput = field(description="L'axe.")

    def carry_out(self, platform: Platform, _: UUID) -> Outcome:
        return platform.identify_axis(self.bassin, self.axis.axis(), on=self.effective_on)


@strawberry.input(
    description="Retirer un axe : plus aucun pôle n'est créé autour de lui, ceux qui vivent continuent."
)
class WithdrawAxisInput(Deed):
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    axis_key: str = field(description="La clé de l'axe.")

    def carry_out(self, platform: Platform, _: UUID) -> Outcome:
        return platform.withdraw_axis(self.bassin, self.axis_key, on=self.effective_on)
