"""The wording of a decision: what is put to the members, and the hash by which positions name it."""

import re
from datetime import date
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.decision.events import DecisionKind
from efe_domain.shared import texts
from efe_domain.shared.codec import content_hash
from efe_domain.shared.errors import Invalid

WITH_SUBJECT = {DecisionKind.PROJECT, DecisionKind.OPINION, DecisionKind.MODALITIES}


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """`subject_hash` is that of the content of the project, opinion or modalities; `deadline` the last day on which
    all are waited for, if one is announced.
    """

    title: str
    text: str
    subject_hash: str = ""
    deadline: date | None = None

    def checked(self, kind: DecisionKind, subject: UUID | None, on: date) -> "Wording":
        """As the register keeps it. Raises `Invalid`."""
        if (subject is not None) != (kind in WITH_SUBJECT):
            raise Invalid(
                "subjectId", "Un objet est attendu pour un projet, un avis ou des modalités, et là seulement."
            )
        if (subject is not None) != bool(re.fullmatch("[0-9a-f]{64}", self.subject_hash)):
            raise Invalid("subjectHash", "L'empreinte du contenu sur lequel on décide est attendue avec son objet.")
        if self.deadline is not None and self.deadline < on:
            raise Invalid("deadline", "Le délai est déjà passé.")
        return replace(self, title=texts.name(self.title, "title"), text=texts.text(self.text, "text"))

    def hash_for(self, kind: DecisionKind, subject: UUID | None) -> str:
        """The deadline is no part of what is judged."""
        return content_hash(kind, subject, self.subject_hash, self.title, self.text)
