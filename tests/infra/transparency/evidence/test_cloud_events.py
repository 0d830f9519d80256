"""`efe export --format cloudevents`."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from typer.testing import Result

from tests.infra.transparency.evidence.given import Sealed
from tests.infra.transparency.evidence.running import Run


def cloud_events(done: Result) -> list[dict[str, Any]]:
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_cloud_events_hold_to_the_rules_of_their_attributes(sealed: Sealed, run: Run) -> None:
    events = cloud_events(run("export", "--bassin", "namur", "--format", "cloudevents"))

    for each in events:
        attributes = {name: value for name, value in each.items() if name != "data"}
        assert all(re.fullmatch("[a-z0-9]{1,20}", name) for name in attributes)
        assert all(isinstance(value, str) and value and value.isprintable() for value in attributes.values())
        assert each["specversion"] == "1.0"
        assert re.fullmatch(r"[a-z]+/[a-z]+", each["datacontenttype"])
        assert all(urlsplit(each[name]).scheme and urlsplit(each[name]).netloc for name in ("source", "dataschema"))
        assert datetime.fromisoformat(each["time"]).utcoffset() is not None
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", each["time"])
        assert isinstance(each["data"], dict)
    assert len({(event["source"], event["id"]) for event in events}) == len(events)
    assert sorted(events, key=lambda event: event["sequence"]) == events


def test_cloud_events_say_what_the_bundle_says(sealed: Sealed, run: Run, tmp_path: Path) -> None:
    run("export", "--bassin", "namur", "--format", "cloudevents", "-o", "@events.jsonl")
    written = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text(encoding="utf-8").splitlines()]
    lines = [json.loads(line) for line in sealed.bundle()["events.jsonl"].splitlines()]
    told = [line for line in lines if "seq" in line]

    assert [(event["type"], event["subject"], event["data"], int(event["id"])) for event in written] == [
        (event["topic"], event["originator_id"], event["state"], event["position"]) for event in told
    ]
    assert [int(event["sequence"]) for event in written] == [event["seq"] for event in told]
    instants = [datetime.fromisoformat(event["time"]).timestamp() for event in written]
    assert instants == pytest.approx([event["recorded_at"] / 1e6 for event in told])
    assert {event["source"] for event in written} == {"https://tests.example/efe/namur"}
    assert {UUID(event["subject"]) for event in written} >= {sealed.project}
