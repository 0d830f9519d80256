"""The policy of texts: who may see each text of each event. A new one fails until it has a line here."""

from efe_domain.catalogue import CORRECTIONS
from tests.api.isolation.sight import Sight

KEYS = {"key", "other_key", "axis_key", "axis.label", "axis.codes.code", "commune", "themes.axes", "content.axis"}
KEYS |= {"content.communes", "document.media_type", "logo.media_type", "number", "past_root"}
"""Keys, codes and labels that the law or an official list gives: they tell of nobody."""
KEYS |= {"changes.events.topic", "cause_kind"}
HASHES = {"content_hash", "subject_hash", "seen.content_hash"}

CATALOGUE, PUBLISHABLE, DOSSIER = Sight.CATALOGUE, Sight.PUBLISHABLE, Sight.DOSSIER
TRAIL, PART = Sight.TRAIL, Sight.PART

_OF_OPINIONS = {
    "content.title": PUBLISHABLE,
    "content.impact": PUBLISHABLE,
    "content.criteria.label": PUBLISHABLE,
    "content.criteria.finding": PUBLISHABLE,
    "content.conclusion": PUBLISHABLE,
    "content_hash": PUBLISHABLE,
    "seen.content_hash": PUBLISHABLE,
}
_OF_PROJECTS = {
    "content.title": DOSSIER,
    "content.aims": DOSSIER,
    "content.actions.description": DOSSIER,
    "content.other_aspects": DOSSIER,
    "content_hash": DOSSIER,
}
_OF_VERDICTS = {"conditions": DOSSIER, "reasons": DOSSIER, "without_meeting": DOSSIER, "content_hash": DOSSIER}
_OF_WORDINGS = {
    "title": PUBLISHABLE,
    "text": PUBLISHABLE,
    "content_hash": PUBLISHABLE,
    "subject_hash": DOSSIER,
}
_OF_THEMES = {"title": PUBLISHABLE, "themes.label": PUBLISHABLE, "themes.orientation": PUBLISHABLE}
_OF_BRIEFS = {"brief.subject.file": PUBLISHABLE, "brief.target.name": PUBLISHABLE}

_OF_CORRECTIONS = {
    "rectified": {"reason": TRAIL, "document.sha256": TRAIL, "changes.events.state": PART},
    "rectification-proposed": {"reason": TRAIL, "document.sha256": TRAIL, "patches.fields": TRAIL},
    "rectification-dropped": {"reason": TRAIL},
    "questioned": {"findings": TRAIL},
    "confirmed": {"reason": TRAIL},
}
"""Acts on the record are for the Instances that they concern. The facts within them have their own lines."""
_OF_WITHDRAWALS = {
    "withdrawn": _OF_CORRECTIONS["rectified"],
    "withdrawal-proposed": _OF_CORRECTIONS["rectification-proposed"],
    "withdrawal-dropped": {"reason": TRAIL},
}

TEXTS: dict[str, dict[str, Sight]] = {
    **{f"{kind}.{what}.v1": texts for kind in CORRECTIONS for what, texts in _OF_CORRECTIONS.items()},
    **{
        f"{kind}.{what}.v1": texts
        for kind, each in CORRECTIONS.items()
        if each.withdrawable
        for what, texts in _OF_WITHDRAWALS.items()
    },
    "analysis.data-requested.v1": {"request.provider": DOSSIER, "request.question": DOSSIER},
    "analysis.reminder-recorded.v1": {"note": DOSSIER},
    "analysis.contribution-received.v1": {"document.sha256": DOSSIER, "reference": DOSSIER},
    "analysis.synthesis-written.v1": {"text": DOSSIER},
    "operator.registered.v1": {"name": CATALOGUE},
    "operator.ressort-recorded.v1": {"basis": CATALOGUE},
    "operator.renamed.v2": {"name": CATALOGUE, "reason": CATALOGUE},
    "operator.renumbered.v2": {"reason": CATALOGUE},
    "decision.proposed.v3": _OF_WORDINGS,
    "decision.amended.v3": _OF_WORDINGS,
    "decision.position-taken.v3": {"words": DOSSIER, "content_hash": DOSSIER, "document.sha256": DOSSIER},
    "decision.objection-answered.v1": {"answer": DOSSIER},
    "decision.objection-maintained.v2": {"reason": DOSSIER},
    "decision.objection-withdrawn.v3": {"reason": DOSSIER, "document.sha256": DOSSIER},
    "decision.adopted.v3": {"content_hash": DOSSIER},
    "decision.document-purged.v1": {"sha256": DOSSIER},
    "decision.closed.v1": {"reason": DOSSIER},
    "instance.established.v1": {"name": CATALOGUE},
    "instance.body-set-up.v1": {"name": CATALOGUE},
    "instance.seat-filled.v1": {"mandate.category": DOSSIER},
    "instance.seat-vacated.v1": {"reason": DOSSIER},
    "instance.letterhead-set.v1": {"address": CATALOGUE, "logo.sha256": CATALOGUE, "office": CATALOGUE},
    "instance.axes-matched.v1": {"basis": CATALOGUE},
    "invitation.sent.v1": _OF_PROJECTS,
    "invitation.declined.v1": {"reason": DOSSIER},
    "invitation.withdrawn.v1": {"reason": DOSSIER},
    "meeting.convened.v2": {"venue.place": DOSSIER},
    "project.meeting-called.v1": {"venue.place": DOSSIER, "agenda": DOSSIER, "reason": DOSSIER},
    "invitation.meeting-called.v1": {"venue.place": DOSSIER, "agenda": DOSSIER},
    "meeting.document-attached.v1": {"document.sha256": DOSSIER, "title": DOSSIER},
    "decision.document-attached.v1": {"document.sha256": DOSSIER, "title": DOSSIER},
    "opinion.document-attached.v1": {"document.sha256": DOSSIER, "title": DOSSIER},
    "project.document-attached.v1": {"document.sha256": DOSSIER, "title": DOSSIER},
    "decision.erratum-noted.v1": {"text": PUBLISHABLE},
    "opinion.erratum-noted.v1": {"text": PUBLISHABLE},
    "project.erratum-noted.v1": {"text": DOSSIER},
    "document.purged.v1": {"reason": DOSSIER, "sha256": DOSSIER},
    "meeting.postponed.v1": {"venue.place": DOSSIER, "reason": DOSSIER},
    "meeting.agenda-set.v1": {"items": DOSSIER},
    "pole.representative-replaced.v2": {"document.sha256": Sight.KEPT},
    "meeting.held.v2": {"venue.place": DOSSIER},
    "meeting.minutes-adopted.v1": {"document.sha256": DOSSIER},
    "meeting.cancelled.v1": {"reason": DOSSIER},
    "project.emerged.v1": _OF_PROJECTS,
    "project.amended.v2": {**_OF_PROJECTS, "reason": DOSSIER},
    "project.pole-joined.v1": {"content_hash": DOSSIER},
    "project.amendment-carried.v1": {"content_hash": DOSSIER},
    "project.pole-left.v2": {"reason": DOSSIER},
    "project.submitted.v1": {"title": PUBLISHABLE, "content_hash": DOSSIER},
    "project.verdict-given.v3": _OF_VERDICTS,
    "project.verdict-revised.v2": {**_OF_VERDICTS, "why": DOSSIER},
    "project.condition-met.v2": {"text": DOSSIER, "finding": DOSSIER},
    "project.support-granted.v2": {"description": DOSSIER},
    "project.support-ended.v2": {"reason": DOSSIER},
    "call.opened.v2": dict.fromkeys(("document.sha256", "executive", "name", "reference"), CATALOGUE),
    "call.changed.v2": dict.fromkeys(("document.sha256", "executive", "name", "reason", "reference"), CATALOGUE),
    "call.withdrawn.v1": {"reason": CATALOGUE},
    "project.funding-applied-for.v3": {"call_name": DOSSIER, "procedure": DOSSIER},
    "project.funding-outcome-recorded.v1": {"comment": DOSSIER},
    "project.progress-reported.v2": {"report": DOSSIER},
    "project.plan-part-written.v1": {
        "actions.expected_result": DOSSIER,
        "budget_lines.what": DOSSIER,
        "reason": DOSSIER,
    },
    "project.completed.v2": {"result": DOSSIER},
    "project.abandoned.v2": {"reason": DOSSIER},
    "opinion.requested.v1": {**_OF_BRIEFS, "requester": PUBLISHABLE},
    "opinion.undertaken.v1": _OF_BRIEFS,
    "opinion.drafted.v1": _OF_OPINIONS,
    "opinion.amended.v1": _OF_OPINIONS,
    "opinion.adopted.v1": {"content_hash": PUBLISHABLE},
    "opinion.answered.v1": {"answer": DOSSIER},
    "opinion.effect-observed.v1": {"effect": DOSSIER},
    "pole.created.v1": {"name": PUBLISHABLE},
    "pole.taken-over.v1": {"name": PUBLISHABLE, "document.sha256": DOSSIER},
    "pole.renamed.v1": {"name": PUBLISHABLE},
    "pole.membership-ended.v1": {"reason": DOSSIER},
    "pole.constituted.v2": {"why": DOSSIER},
    "pole.evaluated.v2": {"conclusion": DOSSIER, "criteria.label": DOSSIER, "criteria.finding": DOSSIER},
    "pole.dissolved.v1": {"reason": DOSSIER},
    "themes.drafted.v1": _OF_THEMES,
    "themes.amended.v1": _OF_THEMES,
}
