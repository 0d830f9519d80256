"""Wording of a decision: the text that the members judge, and the hash by which their positions cite it."""

import re
from datetime import date
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.decision.events import DecisionKind
from efe_domain.shared import texts
from efe_domain.shared.codec import content_hash
from efe_domain.shared.errors import Invalid

PROJECT_ACTS = frozenset(
    {
        DecisionKind.AMENDMENT,
        DecisionKind.DEPARTURE,
        DecisionKind.ABANDONMENT,
        DecisionKind.COMPLETION,
        DecisionKind.FUNDING,
    }
)
"""Kinds of the decisions on an act of the pôle in a project that it leads or carries."""
KINDS_WITH_SUBJECT = {DecisionKind.PROJECT, DecisionKind.OPINION, DecisionKind.MODALITIES, *PROJECT_ACTS}


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """Text that the members judge.

    `subject_hash` is the hash of the project, opinion or modalities. `deadline` is the last day for answers, if the
    pôle announces one.
    """

    title: str
    text: str
    subject_hash: str = ""
    deadline: date | None = None

    def validated(self, kind: DecisionKind, subject: UUID | None, on: date) -> "Wording":
        """Returns the wording with normalized texts. Raises `Invalid`."""
        if (subject is not None) != (kind in KINDS_WITH_SUBJECT):
            raise Invalid(
                "subjectId", "Un objet est attendu pour un projet, un avis ou des modalités, et là seulement."
            )
        if (subject is not None) != bool(re.fullmatch("[0-9a-f]{64}", self.subject_hash)):
            raise Invalid("subjectHash", "L'empreinte du contenu sur lequel on décide est attendue avec son objet.")
        if self.deadline is not None and self.deadline < on:
            raise Invalid("deadline", "Le délai est déjà passé.")
        return replace(self, title=texts.name(self.title, "title"), text=texts.text(self.text, "text"))

    def hash_for(self, kind: DecisionKind, subject: UUID | None) -> str:
        """Returns the hash of the content; the deadline is not part of it."""
        return content_hash(kind, subject, self.subject_hash, self.title, self.text)
