"""Events of an opinion: requested or undertaken, drafted, adopted, transmitted, answered."""

from datetime import date
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.opinion.content import Brief, OpinionContent, OpinionKind, Seen
from efe_domain.shared.documents import Document
from efe_domain.shared.event import Event


class _Begun(Event):
    """An opinion began; the rule follows from the kind that its brief names."""

    RULE = Rule.PS_AVIS

    brief: Brief

    @property
    def rule(self) -> Rule:
        return self.brief.kind.rule


class _OfKind(Event):
    """A later event repeats the kind of the opinion, from which the rule follows."""

    RULE = Rule.PS_AVIS

    kind: OpinionKind

    @property
    def rule(self) -> Rule:
        return self.kind.rule


class OpinionRequested(_Begun):
    """A requester asked for an opinion, due on `due_on` at the latest if a day was given."""

    TOPIC = "opinion.requested.v1"
    COMMAND = "requestOpinion"

    requester: str
    due_on: date | None
    effective_on: date


class OpinionUndertaken(_Begun):
    """Its author began an opinion on its own initiative."""

    TOPIC = "opinion.undertaken.v1"

    effective_on: date


class OpinionDrafted(_OfKind):
    """The first version was written; `content_hash` covers the brief, the content and the project as it was seen."""

    TOPIC = "opinion.drafted.v1"
    COMMAND = "draftOpinion"

    content: OpinionContent
    seen: Seen | None
    content_hash: str
    effective_on: date


class OpinionAmended(_OfKind):
    """A further version, from 2, took the place of the one before."""

    TOPIC = "opinion.amended.v1"
    COMMAND = "amendOpinion"

    number: int
    content: OpinionContent
    seen: Seen | None
    content_hash: str
    effective_on: date


class OpinionAdopted(_OfKind):
    """The version of that hash was adopted: by a `decision` of the pôle, or by the Instance."""

    TOPIC = "opinion.adopted.v1"
    COMMAND = "adoptOpinion"

    content_hash: str
    decision: UUID | None
    effective_on: date


class OpinionTransmitted(_OfKind):
    """The author transmitted the opinion, which never changes again; an answer is due on `answer_due_on`."""

    TOPIC = "opinion.transmitted.v1"
    COMMAND = "transmitOpinion"

    answer_due_on: date | None
    effective_on: date


class OpinionAcknowledged(Event):
    """An addressee has it: an operator or, without one, the target body or the requester."""

    TOPIC = "opinion.acknowledged.v1"
    COMMAND = "acknowledgeOpinion"
    RULE = Rule.M4

    operator: UUID | None
    effective_on: date


class OpinionAnswered(Event):
    """An addressee answered: an operator or, without one, the target body or the requester."""

    TOPIC = "opinion.answered.v1"
    COMMAND = "answerOpinion"
    RULE = Rule.M4

    operator: UUID | None
    answer: str
    effective_on: date


class EffectObserved(Event):
    """Something came of it."""

    TOPIC = "opinion.effect-observed.v1"
    COMMAND = "observeEffect"
    RULE = Rule.M4

    effect: str
    effective_on: date


class OpinionDocumentAttached(Event):
    """A document was put beside it, as the `number`-th."""

    TOPIC = "opinion.document-attached.v1"
    COMMAND = "attachToOpinion"
    RULE = Rule.REGISTRE
    SINCE = "0.3.0"

    pole: UUID | None
    number: int
    document: Document
    title: str
    effective_on: date


class OpinionErratumNoted(Event):
    """An erratum was noted to the version with that `number`; the version itself stays unchanged."""

    TOPIC = "opinion.erratum-noted.v1"
    COMMAND = "noteOpinionErratum"
    RULE = Rule.REGISTRE
    SINCE = "0.3.0"

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
