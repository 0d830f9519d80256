"""Events of an opinion: requested or undertaken, drafted, adopted, transmitted, answered."""

from datetime import date
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.opinion.content import Brief, OpinionContent, OpinionKind, Seen
from efe_domain.shared.documents import Document
from efe_domain.shared.event import Event


class _Begun(Event, rule=Rule.PS_AVIS):
    """An opinion began; the rule follows from the kind that its brief names."""

    brief: Brief

    @property
    def rule(self) -> Rule:
        return self.brief.kind.rule


class _OfKind(Event, rule=Rule.PS_AVIS):
    """A later event repeats the kind of the opinion, from which the rule follows."""

    kind: OpinionKind

    @property
    def rule(self) -> Rule:
        return self.kind.rule


class OpinionRequested(_Begun, topic="opinion.requested.v1", command="requestOpinion"):
    """A requester asked for an opinion, due on `due_on` at the latest if a day was given."""

    requester: str
    due_on: date | None
    effective_on: date


class OpinionUndertaken(_Begun, topic="opinion.undertaken.v1"):
    """Its author began an opinion on its own initiative."""

    effective_on: date


class OpinionDrafted(_OfKind, topic="opinion.drafted.v1", command="draftOpinion"):
    """The first version was written; `content_hash` covers the brief, the content and the project as it was seen."""

    content: OpinionContent
    seen: Seen | None
    content_hash: str
    effective_on: date


class OpinionAmended(_OfKind, topic="opinion.amended.v1", command="amendOpinion"):
    """A further version, from 2, took the place of the one before."""

    number: int
    content: OpinionContent
    seen: Seen | None
    content_hash: str
    effective_on: date


class OpinionAdopted(_OfKind, topic="opinion.adopted.v1", command="adoptOpinion"):
    """The version of that hash was adopted: by a `decision` of the pôle, or by the Instance."""

    content_hash: str
    decision: UUID | None
    effective_on: date


class OpinionTransmitted(_OfKind, topic="opinion.transmitted.v1", command="transmitOpinion"):
    """The author transmitted the opinion, which never changes again; an answer is due on `answer_due_on`."""

    answer_due_on: date | None
    effective_on: date


class OpinionAcknowledged(Event, topic="opinion.acknowledged.v1", command="acknowledgeOpinion", rule=Rule.M4):
    """An addressee acknowledged receipt: an operator or, without one, the target body or the requester."""

    operator: UUID | None
    effective_on: date


class OpinionAnswered(Event, topic="opinion.answered.v1", command="answerOpinion", rule=Rule.M4):
    """An addressee answered: an operator or, without one, the target body or the requester."""

    operator: UUID | None
    answer: str
    effective_on: date


class EffectObserved(Event, topic="opinion.effect-observed.v1", command="observeEffect", rule=Rule.M4):
    """The author observed an effect of the opinion."""

    effect: str
    effective_on: date


class OpinionDocumentAttached(
    Event, topic="opinion.document-attached.v1", command="attachToOpinion", rule=Rule.REGISTRE, since="0.3.0"
):
    """A document was attached to the opinion; `number` counts its attachments from 1."""

    pole: UUID | None
    number: int
    document: Document
    title: str
    effective_on: date


class OpinionErratumNoted(
    Event, topic="opinion.erratum-noted.v1", command="noteOpinionErratum", rule=Rule.REGISTRE, since="0.3.0"
):
    """An erratum was noted to the version with that `number`; the version itself stays unchanged."""

    number: int
    text: str
    effective_on: date


type OpinionEvent = (
    OpinionRequested
    | OpinionUndertaken
    | OpinionDrafted
    | OpinionAmended
    | OpinionAdopted
    | OpinionTransmitted
    | OpinionAcknowledged
    | OpinionAnswered
    | EffectObserved
    | OpinionDocumentAttached
    | OpinionErratumNoted
)
