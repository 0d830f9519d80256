"""Parts of inputs that several deeds share."""

import strawberry
from strawberry import field

from efe_domain import axis as domain
from efe_domain.axis import AxisKind, CodeSystem
from efe_domain.documents import Document
from efe_domain.errors import NotFound
from efe_graphql.context import Context


@strawberry.input(description="Un code qui documente un axe.")
class AxisCodeInput:
    system: CodeSystem = field(description="La nomenclature.")
    code: str = field(description="Le code.")


@strawberry.input(description="Un secteur d'activité, une filière professionnelle ou un métier.")
class AxisInput:
    kind: AxisKind = field(description="Sa sorte.")
    label: str = field(description="Son libellé.")
    codes: list[AxisCodeInput] = field(default_factory=list, description="Les codes qui le documentent.")

    def axis(self) -> domain.Axis:
        """Raises `Invalid`."""
        codes = tuple(domain.AxisCode(each.system, each.code) for each in self.codes)
        return domain.axis(self.kind, self.label, codes)


def stored_document(context: Context, sha256: str) -> Document:
    """A document kept for an Instance that who acts coordinates. Raises `NotFound`. It blocks."""
    document = context.ports.documents.find(sha256, context.coordinated)
    if document is None:
        raise NotFound("Document", sha256[:64])
    return document
