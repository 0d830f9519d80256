"""What a document is attached to, and which Instances keep its bytes no more."""

from collections.abc import Collection

from efe_projections.annexes.documents import AttachmentRow, ProjectAttachmentRow, PurgedDocumentRow
from efe_projections.engine.batch import by
from efe_projections.engine.query import Query
from efe_projections.engine.viewer import Viewer


def attached(sha256: str, at: int, viewer: Viewer) -> Query[AttachmentRow]:
    """Where the viewer sees that document beside a meeting, a decision or an opinion."""
    return by(AttachmentRow, "sha256").read([(sha256,)], at, viewer)


def attached_to_projects(sha256: str, at: int, viewer: Viewer) -> Query[ProjectAttachmentRow]:
    """Where the viewer sees that document beside a project."""
    return by(ProjectAttachmentRow, "sha256").read([(sha256,)], at, viewer)


def purges_of(sha256: str, at: int, bassins: Collection[str]) -> Query[PurgedDocumentRow]:
    """Which of these Instances purged that document."""
    return by(PurgedDocumentRow, "sha256").read([(sha256,)], at, Viewer(bassins=tuple(sorted(bassins))))
