"""Documents of a project, which its pôles take over in their own meetings."""

from efe_domain.commands.authorization import Rights
from efe_domain.meeting.meeting import Meeting
from efe_domain.project.project import Project
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import NotFound


class SharedDocuments(Rights):
    """Lookup of a document that a pôle of a project shares with the others."""

    def shared_document(self, meeting: Meeting, sha256: str) -> Document:
        """Returns a document of the project in whose joint meeting the pôle takes part. Raises `NotFound`."""
        joint = meeting.joint
        project = self.load(Project, joint.project) if joint else None
        if joint and project and project.exists and project.takes_part(meeting.assembly.id):
            document = project.annexes.find_document(sha256)
            if document and project.meetings.find(joint.meeting):
                return document
        raise NotFound("Document", sha256[:64])
