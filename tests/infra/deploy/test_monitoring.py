"""Alerts and panels ask for metrics that a process serves, by labels that it gives them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from prometheus_client.exposition import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from efe_infra.operations.prometheus import InstallationMetrics
from efe_infra.operations.readiness import standings
from efe_infra.postgres.database import Database
from efe_infra.process import metrics
from efe_infra.settings import Settings
from tests.infra.deploy.checks import query_faults
from tests.infra.deploy.shipped import DEPLOY, documents, text
from tests.infra.transparency.sealing.given import Ledger

SUFFIXES = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"], "gauge": [""]}
GIVEN_BY_PROMETHEUS = {"up": set[str](), "process_resident_memory_bytes": set[str]()}


@pytest.fixture
def served(database: Database, tmp_path: Path) -> dict[str, set[str]]:
    """The labels of each metric, as they are declared, or as they are read of an installation that has sealed."""
    ledger = Ledger(database, tmp_path)
    ledger.write(3)
    ledger.sealer().run()
    declared = [each for each in vars(metrics).values() if hasattr(each, "_labelnames")]
    found = {
        f"{each._name}{suffix}": {*each._labelnames, *(["le"] if suffix == "_bucket" else [])}
        for each in declared
        for suffix in SUFFIXES[each._type]
    }
    for family in InstallationMetrics(standings(database), within=20).collect():
        for suffix in SUFFIXES[family.type]:
            found[f"{family.name}{suffix}"] = set(getattr(family, "_labelnames", ()))
    return found | GIVEN_BY_PROMETHEUS


def alerts() -> list[dict[str, Any]]:
    [file] = documents(text("prometheus", "alerts.yaml"))
    return [rule for group in file["groups"] for rule in group["rules"]]


def panel_queries() -> Iterator[str]:
    for panel in json.loads(text("grafana", "efe.json"))["panels"]:
        for target in panel["targets"]:
            yield target["expr"]


def test_every_metric_that_is_asked_for_is_served(served: dict[str, set[str]]) -> None:
    queries = [rule["expr"] for rule in alerts()] + list(panel_queries())

    assert len(queries) > 30
    assert [fault for query in queries for fault in query_faults(query, served)] == []
    wrong = [
        "efe_projection_lag > 1",
        "efe_http_requests_total{code='500'} > 1",
        "rate(efe_commands[5m])",
        "sum(efe_superseded",
        "up == 0 and efe_worker_state{name='seal'} == 1",
    ]
    assert [query for query in wrong if not query_faults(query, served)] == []


def test_an_alert_has_its_weight_its_words_and_a_runbook_that_is_there() -> None:
    rules = alerts()

    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert rule["annotations"]["summary"].endswith(".")
        assert (DEPLOY / rule["annotations"]["runbook"]).is_file()


def test_alerts_come_before_processes_are_not_ready() -> None:
    told = {rule["alert"]: float(rule["expr"].split(">")[-1]) for rule in alerts() if ">" in rule["expr"]}
    settings = Settings()

    assert told["EfeReadModelLate"] < settings.ready_lag_seconds
    assert told["EfeSealLate"] < settings.ready_seal_seconds
    assert told["EfeReadsSlow"] == settings.statement_timeout


def test_panels_are_told_apart_and_lie_beside_one_another() -> None:
    panels = json.loads(text("grafana", "efe.json"))["panels"]
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]

    assert len({panel["id"] for panel in panels}) == len({panel["title"] for panel in panels}) == len(panels)
    assert len(set(places)) == len(places)
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in panels)


def test_prometheus_reads_the_port_of_the_settings_and_the_rules() -> None:
    [scrape] = documents(text("prometheus", "scrape.yaml"))
    [job] = scrape["scrape_configs"]

    assert {target.rpartition(":")[2] for each in job["static_configs"] for target in each["targets"]} == {"9464"}
    assert job["metrics_path"] == "/metrics"
    assert all((DEPLOY / "prometheus" / name).is_file() for name in scrape["rule_files"])


def test_what_is_declared_is_what_is_written() -> None:
    """The names that the library makes of ours."""
    written = {family.name for family in text_string_to_metric_families(generate_latest(REGISTRY).decode())}

    assert {"efe_http_requests", "efe_operation_seconds", "efe_append_batch_requests"} <= written
