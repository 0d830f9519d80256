"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Response


class FollowedAuditEntry(Response):
    position: int
    sentence: str


class FollowedResponse(Response):
    audit_entries: FollowedAuditEntry


FOLLOWED: Final = Document("followed", FollowedResponse)
