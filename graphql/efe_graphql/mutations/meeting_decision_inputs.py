"""Inputs of the decisions and of the minutes of a recorded meeting."""

from datetime import date
from enum import StrEnum

import strawberry
from strawberry import ID, UNSET, field

from efe_domain.decision.events import DecisionKind, Stance
from efe_domain.decision.wording import Wording
from efe_graphql.contract.enums import publish
from efe_graphql.mutations.decision_mutations import DEADLINE, JOINS, SUBJECT_HASH, TEXT, TITLE, ProposeDecisionInput


class MeetingOutcome(StrEnum):
    """Outcome of a decision at a meeting."""

    CONSENSUS = "consensus"
    ADOPTED = "adopted"
    OPEN = "open"
    CLOSED = "closed"


publish(
    MeetingOutcome,
    "Ce qu'une réunion a fait d'une décision.",
    {
        MeetingOutcome.CONSENSUS: "Consensus de tous les présents (coordinateur) : chaque membre présent ou"
        " représenté marque son accord, sauf ceux dont la position est donnée ; la décision est adoptée si rien"
        " ne s'y oppose.",
        MeetingOutcome.ADOPTED: "Adoptée sur les positions données, si rien ne s'y oppose.",
        MeetingOutcome.OPEN: "Discutée : les positions données sont consignées, la décision reste ouverte.",
        MeetingOutcome.CLOSED: "Laissée là, sans consensus.",
    },
)


@strawberry.input(description="La position d'un membre.")
class MemberPositionInput:
    operator_id: ID = field(description="Le membre.")
    stance: Stance = field(description="Ce qu'il dit.")
    words: str = field(default="", description="Ses mots, gardés tels quels ; attendus d'une réserve ou objection.")


@strawberry.input(description="Une décision proposée à la réunion même.")
class ProposedAtMeetingInput:
    pole_id: ID = field(description="Le pôle.")
    kind: DecisionKind = field(description="Ce qui est décidé.")
    title: str = field(description=TITLE)
    text: str = field(description=TEXT)
    subject_id: ID | None = field(default=None, description="Le projet, l'avis à rendre, ou le pôle même.")
    subject_hash: str = field(default="", description=SUBJECT_HASH)
    deadline: date | None = field(default=None, description=DEADLINE)
    replaces_id: ID | None = field(
        default=None, description="La décision adoptée du pôle que celle-ci remplacera si elle est adoptée."
    )

    def command(self, on: date | None) -> ProposeDecisionInput:
        return ProposeDecisionInput(
            pole_id=self.pole_id,
            kind=self.kind,
            title=self.title,
            text=self.text,
            subject_id=self.subject_id,
            subject_hash=self.subject_hash,
            deadline=self.deadline,
            replaces_id=self.replaces_id,
            effective_on=on,
        )

    def content_hash(self, on: date) -> str:
        """Returns the hash of the wording, as the members judge it. Raises `Invalid`."""
        subject = self.command(on).subject()
        wording = Wording(title=self.title, text=self.text, subject_hash=self.subject_hash, deadline=self.deadline)
        return wording.validated(self.kind, subject, on).hash_for(self.kind, subject)


@strawberry.input(description="Une décision qui est ouverte.")
class OpenDecisionInput:
    decision_id: ID = field(description="La décision.")
    content_hash: str = field(description="L'empreinte du texte jugé : si le texte a changé, l'acte est refusé.")


@strawberry.input(one_of=True, description="Une décision ouverte, ou une qui est proposée à la réunion même.")
class DiscussedDecisionInput:
    open: OpenDecisionInput | None = field(default=UNSET, description="Une décision qui est ouverte.")
    proposed: ProposedAtMeetingInput | None = field(
        default=UNSET, description="Une décision proposée à la réunion même ; le serveur en calcule l'empreinte."
    )


@strawberry.input(description="Une décision discutée à la réunion.")
class MeetingDecisionInput:
    decision: DiscussedDecisionInput = field(description="La décision.")
    outcome: MeetingOutcome = field(description="Ce que la réunion en a fait.")
    positions: list[MemberPositionInput] = field(
        default_factory=list, description="Les positions de membres, une à une ; d'un consensus, celles des autres."
    )
    reason: str = field(default="", description="Pourquoi la décision est laissée là ; attendu de `CLOSED` seul.")
    joins: bool = field(default=False, description=JOINS)


@strawberry.input(description="Le procès-verbal de la réunion, déposé auparavant (coordinateur).")
class MinutesDocumentInput:
    sha256: str = field(description="L'empreinte SHA-256 du document déposé, en hexadécimal.")
    adopted: bool = field(default=False, description="S'il est adopté à la réunion même ; sinon, il lui est joint.")
    title: str = field(default="Procès-verbal", description="Ce que c'est, s'il est joint.")


@strawberry.input(description="Le procès-verbal d'une réunion antérieure, adopté à celle-ci (coordinateur).")
class EarlierMinutesInput:
    meeting_id: ID = field(description="La réunion antérieure.")
    sha256: str = field(description="L'empreinte SHA-256 du document déposé, en hexadécimal.")
