"""Every line that adds a field: `followUp` of an evaluation, from the event to the form and the page."""

import json
from pathlib import Path
from typing import Final

from tests.layout.tree_copy import Addition


def _read_as() -> str:
    """Returns the stored evaluation of the version before, as the new class encodes it."""
    lines = map(json.loads, Path("tests/domain/stored_events.jsonl").read_text().splitlines())
    state = next(json.loads(line["state"]) for line in lines if line["topic"] == "pole.evaluated.v2")
    return json.dumps(dict(sorted({**state, "follow_up": None}.items())), ensure_ascii=False, separators=(",", ":"))


_EVENT = """class PoleEvaluated(
    Event, topic="pole.evaluated.v3", command="evaluatePole", rule=Rule.PS_EVAL, since="9.9.9"
):
"""
_FIELDS = """    REPLACES: ClassVar = {
        "pole.evaluated.v1": lambda fields: {**_without_meeting(fields), "follow_up": None},
        "pole.evaluated.v2": lambda fields: {**fields, "follow_up": None},
    }

    term_starts: date
    criteria: tuple[Criterion, ...]
"""
_METHOD = """conclusion: str, *, follow_up: str | None = None, meeting: UUID | None = None, on: date
    ) -> None:
"""
_RECORDED = """conclusion=conclusion, meeting=meeting, effective_on=on,
                follow_up=None if follow_up is None else texts.text(follow_up, "followUp"),
"""
_SHOWN = """Évalué le {{ day }} : « {{ text }} »{% endtrans %}</p>
{% if evaluation.follow_up %}
<p class="note">{{ _("Suites à donner") }}{{ _(" : ") }}{{ evaluation.follow_up }}</p>
{% endif %}
"""
_TEXTS = """\
[texts."Suites à donner"]
en = "Follow-up"
de = "Folgemaßnahmen"

[texts."Aucun membre désigné."]"""
_METADATA = {
    "actor": "523d26be-aad7-593b-a095-a1f156b543a5",
    "command_id": "60e772f8-e6d6-546b-a667-e1f4947996bd",
    "illustrative": "yes",
}
_STATE = {
    "bassins": ["liege"],
    "conclusion": "Positive.",
    "criteria": [],
    "effective_on": "2026-03-01",
    "follow_up": "Réunir les membres.",
    "meeting": None,
    "metadata": _METADATA,
    "originator_id": "ebc73211-3a89-507f-b7d5-23f73522e1b4",
    "originator_version": 7,
    "term_starts": "2026-02-28",
}
_STORED = (
    json.dumps(
        {
            "topic": "pole.evaluated.v3",
            "state": json.dumps(_STATE, ensure_ascii=False, separators=(",", ":")),
        },
        ensure_ascii=False,
    )
    + "\n"
)
_V2 = '{"topic": "pole.evaluated.v2", '
_V2_READ_AS = _V2 + f'"read_as": {json.dumps(_read_as(), ensure_ascii=False)}, '
PRODUCT: Final[Addition] = {
    "domain/efe_domain/pole/events.py": [
        (
            (
                'class PoleEvaluated(Event, topic="pole.evaluated.v2", command="evaluatePole",'
                ' rule=Rule.PS_EVAL, since="0.5.0"):\n'
            ),
            _EVENT,
        ),
        (
            (
                '    REPLACES: ClassVar = {"pole.evaluated.v1": _without_meeting}\n\n'
                "    term_starts: date\n    criteria: tuple[Criterion, ...]\n"
            ),
            _FIELDS,
        ),
        ("    conclusion: str\n    meeting", "    conclusion: str\n    follow_up: str | None = None\n    meeting"),
    ],
    "domain/efe_domain/pole/pole.py": [
        ("conclusion: str, *, meeting: UUID | None = None, on: date\n    ) -> None:\n", _METHOD),
        ("conclusion=conclusion, meeting=meeting, effective_on=on\n", _RECORDED),
    ],
    "domain/efe_domain/pole/correction.py": [
        (
            "pole.evaluate(criteria, conclusion, meeting=meeting, on=on)",
            "pole.evaluate(criteria, conclusion, meeting=meeting, follow_up=event.follow_up, on=on)",
        )
    ],
    "domain/efe_domain/commands/pole_commands.py": [
        (
            "    conclusion: str,\n    *,\n",
            "    conclusion: str,\n    *,\n    follow_up: str | None = None,\n",
        ),
        (
            "pole.evaluate(criteria, conclusion, meeting=meeting_id, on=day)",
            "pole.evaluate(criteria, conclusion, follow_up=follow_up, meeting=meeting_id, on=day)",
        ),
    ],
    "projections/efe_projections/pole/terms.py": [
        ("    conclusion: str\n", "    conclusion: str\n    follow_up: str | None\n"),
    ],
    "graphql/efe_graphql/types/pole/pole_dossier.py": [
        (
            '    conclusion: str = field(description="La conclusion.")\n',
            (
                '    conclusion: str = field(description="La conclusion.")\n'
                '    follow_up: str | None = field(description="Les suites à donner.")\n'
            ),
        )
    ],
    "graphql/efe_graphql/mutations/pole_mutations.py": [
        (
            '    conclusion: str = field(description="La conclusion.")\n',
            (
                '    conclusion: str = field(description="La conclusion.")\n'
                '    follow_up: str | None = field(default=None, description="Les suites à donner.")\n'
            ),
        ),
        (
            "        criteria = tuple(Criterion(each",
            (
                '        later = {} if self.follow_up is None else {"follow_up": self.follow_up}\n'
                "        criteria = tuple(Criterion(each"
            ),
        ),
        (
            "self.pole, criteria, self.conclusion, on=self.effective_on, **",
            "self.pole, criteria, self.conclusion, on=self.effective_on, **later, **",
        ),
    ],
    "domain/efe_domain/data/words/poles.toml": [
        ("[labels]\n", '[labels]\nfollow_up = "Suites à donner"\n'),
        ('[texts."Aucun membre désigné."]', _TEXTS),
    ],
    "infra/efe_infra/console/pole/page.graphql": [
        ("        conclusion\n", "        conclusion\n        followUp\n"),
    ],
    "infra/efe_infra/console/pole/dossier.html": [
        ("Évalué le {{ day }} : « {{ text }} »{% endtrans %}</p>\n", _SHOWN),
    ],
    "infra/efe_infra/console/pole/forms.py": [
        (
            '    own=(*_CRITERIA, Field("conclusion", "Conclusion", "text", required=True), _MEETING),\n',
            (
                "    own=(\n"
                "        *_CRITERIA,\n"
                '        Field("conclusion", "Conclusion", "text", required=True),\n'
                "        _MEETING,\n"
                '        Field("followUp", "Suites à donner", "text"),\n'
                "    ),\n"
            ),
        ),
    ],
}
EARLIER_TOPIC: Final = "pole.evaluated.v2"
EARLIER_SCHEMAS: Final = "domain/efe_domain/data/earlier_schemas.json"
TESTS: Final[Addition] = {
    "tests/domain/stored_events.jsonl": [("", _STORED), (_V2, _V2_READ_AS)],
    "tests/api/isolation/policy_texts.py": [
        ('    "pole.evaluated.v2": {', '    "pole.evaluated.v3": {"follow_up": DOSSIER, '),
    ],
    "tests/api/isolation/policy_objects.py": [
        ('"conclusion criteria evaluatedOn id', '"conclusion criteria evaluatedOn followUp id'),
    ],
}
OWN_TEST: Final = "tests/api/test_added_field.py"
