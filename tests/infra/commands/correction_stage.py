"""A pôle of which a rectification is proposed, and a decision that another one puts in question."""

from uuid import UUID

from efe_domain.access.grants import Role
from efe_domain.commands.handler import CommandResult
from efe_domain.decision.events import DecisionKind
from efe_domain.decision.wording import Wording
from efe_domain.operator.events import OperatorKind
from efe_domain.platform import Platform
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_domain.shared.documents import Document
from efe_domain.shared.ids import NumberScheme
from efe_domain.shared.record_events import Patch
from tests.domain.given import HEATING, TODAY, YESTERDAY, commune_named, some_id, speaker_of

SECOND_COORDINATOR = some_id("second coordinator of Liège")
PROPOSAL, QUESTION = 6, 2
CONSTITUTED = 5
MINUTES = Document(sha256="a" * 64, size=1, media_type="text/plain")
ROUNDS = 8


class CorrectionStage:
    """On a pôle of its own, of members of its own."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
            platform.grant_access("liege", SECOND_COORDINATOR, Role.COORDINATOR, on=YESTERDAY)
        self.pole = platform.create_pole("liege", HEATING, "Chauffage rectifié", on=YESTERDAY).entity
        kinds = (OperatorKind.ENTREPRISE, OperatorKind.FORMATION, OperatorKind.CEFA)
        self.members = [self._member(f"80{number}", kind) for number, kind in enumerate(kinds)]
        platform.constitute_pole(self.pole, on=YESTERDAY)
        with in_context(CommandContext(actor=str(SECOND_COORDINATOR), today=TODAY)):
            self.propose()
        wording = Wording(title="Un atelier", text="Le pôle ouvre son atelier.")
        self.decision = platform.propose_decision(
            some_id("questioned decision"), self.pole, DecisionKind.DECISION, wording
        ).entity
        with in_context(CommandContext(actor=str(SECOND_COORDINATOR), today=TODAY)):
            platform.rectify("pole", self.pole, (Patch(2, {"representative": str(some_id("anne"))}),), "Oubli.")

    def propose(self) -> CommandResult:
        ends = str(TODAY.replace(year=TODAY.year + 1))
        return self.platform.rectify("pole", self.pole, (Patch(CONSTITUTED, {"ends": ends}),), "Mauvais terme.")

    def rectify(self) -> CommandResult:
        return self.platform.rectify("pole", self.pole, (Patch(1, {"name": "CHAUFFAGE rectifié"}),), "Coquille.")

    def rename(self) -> CommandResult:
        return self.platform.rectify("pole", self.pole, (Patch(1, {"name": "Chauffage juste"}),), "Autre nom.")

    def confirm(self) -> CommandResult:
        return self.platform.confirm_rectification("pole", self.pole, PROPOSAL)

    def drop(self) -> CommandResult:
        return self.platform.drop_rectification("pole", self.pole, PROPOSAL, "C'était bien cela.")

    def confirm_fact(self) -> CommandResult:
        return self.platform.confirm_fact("decision", self.decision, QUESTION, "Revu.")

    def _member(self, number: str, kind: OperatorKind) -> UUID:
        platform = self.platform
        member = platform.register_operator("liege", NumberScheme.FASE, number, f"N° {number}", kind, on=YESTERDAY)
        site = some_id(f"site {number}")
        platform.open_site("liege", member.entity, site, commune_named("Liège").nis, on=YESTERDAY)
        platform.recognise_competence("liege", member.entity, HEATING, on=YESTERDAY)
        speaker = speaker_of(member.entity)
        platform.designate_member(self.pole, member.entity, representative=speaker, on=YESTERDAY)
        return member.entity
