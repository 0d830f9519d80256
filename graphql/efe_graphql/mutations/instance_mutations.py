"""Commands of an Instance on itself: its règlement, bodies, seats and axes."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.commands.handler import CommandResult
from efe_domain.instance.events import NO_SETTINGS, BodyRules, Mandate, OrderSettings
from efe_domain.law.rules import Rule
from efe_domain.platform import Platform
from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.enums import Mission
from efe_graphql.contract.global_id import uuid_of, uuid_or_none
from efe_graphql.mutations.execute import CommandInput
from efe_graphql.mutations.inputs import MeetingCitingInput, OptionalDocumentInput
from efe_graphql.request.context import Context
from efe_graphql.types.pole.axis import AxisInput


@strawberry.input(description="Établir l'Instance d'un bassin (administrateur).")
class EstablishInstanceInput(CommandInput):
    bassin: Bassin = field(description="Le bassin.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.establish_instance(self.bassin, on=self.effective_on)


@strawberry.input(description="Ce que le règlement dit d'un organe.")
class BodyRulesInput:
    body_id: ID = field(description="L'organe.")
    quorum_percent: int | None = field(default=None, description="Quorum, en pour cent des membres.")
    majority_percent: int | None = field(default=None, description="Majorité, en pour cent.")
    gives_verdicts: bool | None = field(
        default=None,
        description="S'il donne les verdicts de l'Instance ; si aucun n'est désigné ainsi, chacun le peut (ART-7).",
    )

    def rules(self) -> BodyRules:
        return BodyRules(
            body=uuid_of("Body", self.body_id),
            quorum_percent=self.quorum_percent,
            majority_percent=self.majority_percent,
            gives_verdicts=self.gives_verdicts,
        )


@strawberry.input(description="Adopter le règlement d'ordre intérieur, qui remplace le précédent.")
class AdoptRulesOfOrderInput(CommandInput):
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    rules: list[BodyRulesInput] = field(description="Ce qu'il dit de chaque organe.")
    renewal_window_days: int | None = field(
        default=None,
        description="Un pôle se renouvelle dans tant de derniers jours de son terme.",
    )

    late_after_days: int | None = field(
        default=None, description="Un fait plus vieux de tant de jours quand on le consigne a une source."
    )

    contest_days: int | None = field(
        default=None,
        description="Après l'adoption d'une décision, un membre peut encore prendre position pendant tant de jours ;"
        " trente si le règlement ne dit rien.",
    )

    verdicts_need_quorum: bool | None = field(
        default=None,
        description="Si un organe ne rend ses verdicts qu'avec son quorum ; sinon il est seulement montré.",
    )

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        rules = tuple(each.rules() for each in self.rules)
        settings = OrderSettings(renewal_window_days=self.renewal_window_days, late_after_days=self.late_after_days)
        later: dict[str, Any] = {"settings": settings} if settings != NO_SETTINGS else {}
        if self.contest_days is not None:
            later["contest_days"] = self.contest_days
        if self.verdicts_need_quorum is not None:
            later["verdicts_need_quorum"] = self.verdicts_need_quorum
        return platform.adopt_rules_of_order(self.bassin, rules, **later, on=self.effective_on)


@strawberry.input(description="Choisir l'en-tête des papiers de l'Instance, dès le jour de l'acte (REGISTRE).")
class SetLetterheadInput(OptionalDocumentInput):
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    address: str = field(description="Son adresse, six lignes au plus.")
    office: str = field(
        description="La fonction qui signe ses papiers, comme « La présidence » ; jamais une personne."
    )
    sha256: str | None = field(
        default=None,
        description="L'empreinte SHA-256 du logo, une image PNG ou JPEG déposée auparavant par PUT /documents.",
    )

    def do(self, context: Context, _: UUID) -> CommandResult:
        return context.ports.platform.set_letterhead(
            self.bassin, self.address, self.office, logo=self.document(context), on=self.effective_on
        )


@strawberry.input(description="Mettre en place un organe de l'Instance (M6, M7).")
class SetUpBodyInput(CommandInput):
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    name: str = field(description="Le nom de l'organe.")
    mission: Mission = field(default=Mission.M6, description="La mission dont il relève.")

    def dispatch(self, platform: Platform, new_id: UUID) -> CommandResult:
        return platform.set_up_body(self.bassin, new_id, self.name, Rule(self.mission), on=self.effective_on)


@strawberry.input(description="Dissoudre un organe de l'Instance.")
class DissolveBodyInput(CommandInput):
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    body_id: ID = field(description="L'organe.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.dissolve_body(self.bassin, uuid_of("Body", self.body_id), on=self.effective_on)


@strawberry.input(description="Pourvoir un siège d'un organe, dès le jour de l'acte en droit (M6, M7).")
class FillSeatInput(CommandInput):
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    body_id: ID = field(description="L'organe.")
    seat_id: ID | None = field(default=None, description="Le siège, libre ; un siège nouveau, sans lui.")
    category: str = field(description="La catégorie qu'il représente, dans les mots de l'organe.")
    voting: bool = field(default=True, description="Si la voix est délibérative ; consultative sinon.")
    person_id: ID = field(description="La personne qui siège.")
    substitute_id: ID | None = field(default=None, description="La personne qui la supplée.")
    mandate_ends: date | None = field(default=None, description="Dernier jour du mandat, compris.")

    def dispatch(self, platform: Platform, new_id: UUID) -> CommandResult:
        seat = uuid_of("BodySeat", self.seat_id) if self.seat_id else new_id
        mandate = Mandate(
            category=self.category,
            voting=self.voting,
            person=uuid_of("Person", self.person_id),
            substitute=uuid_or_none("Person", self.substitute_id),
            ends=self.mandate_ends,
        )
        return platform.fill_seat(
            self.bassin,
            uuid_of("Body", self.body_id),
            seat,
            mandate,
            known=self.seat_id is not None,
            on=self.effective_on,
        )


@strawberry.input(description="Libérer un siège avant la fin du mandat : dès ce jour, personne ne l'occupe.")
class VacateSeatInput(CommandInput):
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    body_id: ID = field(description="L'organe.")
    seat_id: ID = field(description="Le siège.")
    reason: str = field(description="Pourquoi.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        body, seat = uuid_of("Body", self.body_id), uuid_of("BodySeat", self.seat_id)
        return platform.vacate_seat(self.bassin, body, seat, self.reason, on=self.effective_on)


@strawberry.input(description="Identifier un axe autour duquel l'Instance pourra créer des pôles (PS-NB).")
class IdentifyAxisInput(MeetingCitingInput):
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    axis: AxisInput = field(description="L'axe.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.identify_axis(self.bassin, self.axis.axis(), on=self.effective_on, **self.cited_meeting())


@strawberry.input(
    description="Retirer un axe : plus aucun pôle n'est créé autour de lui, ceux qui vivent continuent."
)
class WithdrawAxisInput(CommandInput):
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    axis_key: str = field(description="La clé de l'axe.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.withdraw_axis(self.bassin, self.axis_key, on=self.effective_on)


@strawberry.input
class AxesCommandInput(CommandInput):
    """A command on two axes, one of the Instance that acts and one of another."""

    bassin: Bassin = field(description="Le bassin de l'Instance.")
    axis_key: str = field(description="La clé de son axe.")
    other_bassin: Bassin = field(description="Le bassin de l'autre Instance.")
    other_axis_key: str = field(description="La clé de l'axe de l'autre Instance.")


@strawberry.input(
    description="Tenir deux axes pour un seul, malgré leurs libellés : ils le sont une fois que les deux Instances"
    " en ont décidé (PS-FILIERE)."
)
class MatchAxesInput(AxesCommandInput):
    basis: str = field(description="La décision qui le dit.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.match_axes(
            self.bassin, self.axis_key, self.other_bassin, self.other_axis_key, self.basis, on=self.effective_on
        )


@strawberry.input(description="Ne plus tenir deux axes pour un seul.")
class UnmatchAxesInput(AxesCommandInput):
    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.unmatch_axes(
            self.bassin, self.axis_key, self.other_bassin, self.other_axis_key, on=self.effective_on
        )
