"""Right to correct a fact of an object that several Instances share: that of the Instance which recorded it."""

from typing import Final

from efe_infra.console.correction.generated import RECTIFICATION_PREVIEW
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.refusals import PageRefused

ALONE: Final = frozenset({"Pole", "Analysis", "ThemeList"})
"""Kinds of objects of one Instance: each of its coordinators may correct their facts."""


async def refusal_of_corrections(visit: PageRequest, subject: str, subject_id: str, version: int) -> str:
    """Returns why the viewer may not correct the fact at a version of an object; empty if they may.

    `subject` is the kind of the object. The preview of an annulment checks the right before anything else.
    """
    if subject in ALONE:
        return ""
    changes = [{"version": version, "annul": True}]
    try:
        await visit.ask(RECTIFICATION_PREVIEW, input={"entityId": subject_id, "changes": changes, "reason": "—"})
    except PageRefused as refusal:
        return str(refusal.detail) if refusal.code == "FORBIDDEN" else ""
    return ""
