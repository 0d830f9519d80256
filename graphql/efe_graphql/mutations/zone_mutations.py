"""Commands of an Instance on its representatives in the zone interbassin."""

from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.global_id import uuid_of
from efe_graphql.mutations.execute import CommandInput
from efe_graphql.mutations.verdict_mutations import BASSIN


@strawberry.input(description="Désigner qui représente l'Instance dans la zone interbassin (article 18).")
class DesignateZoneRepresentativeInput(CommandInput):
    bassin: Bassin = field(description=BASSIN)
    person_id: ID = field(description="La personne.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        person = uuid_of("Person", self.person_id)
        return platform.designate_zone_representative(self.bassin, person, on=self.effective_on)


@strawberry.input(description="Mettre fin à la désignation d'une personne dans la zone interbassin.")
class EndZoneRepresentativeInput(CommandInput):
    bassin: Bassin = field(description=BASSIN)
    person_id: ID = field(description="La personne.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        person = uuid_of("Person", self.person_id)
        return platform.end_zone_representative(self.bassin, person, on=self.effective_on)
