"""Names that dashboards, alerts and auditors know: metrics, their labels, the values of these, and codes of faults.

Several come from the name of a class. A renamed class then changes what others have written down.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from efe_graphql.request.principal import PrincipalChanged
from efe_infra.composition import sealing
from efe_infra.operations.prometheus import InstallationMetrics
from efe_infra.operations.readiness import standings
from efe_infra.postgres.database import Database
from efe_infra.postgres.pools import Store
from efe_infra.process import metrics
from efe_infra.process.workers import Condition
from efe_infra.read_model.reads.replica import ReplicaState
from efe_infra.transparency.evidence.verify import FAULTS
from tests.infra.transparency.sealing.given import Ledger
from tests.running import serving

COUNTED: Final = {
    "efe_append_batch_requests": "",
    "efe_appended_events": "",
    "efe_clock_behind_seconds": "",
    "efe_commands": "code",
    "efe_http_refused": "code",
    "efe_http_requests": "method status",
    "efe_lasting_answers": "",
    "efe_ledger_turns": "",
    "efe_mail_server_away": "",
    "efe_named_texts": "",
    "efe_notices": "outcome",
    "efe_notices_due": "",
    "efe_notices_due_seconds": "",
    "efe_notices_stopped": "",
    "efe_operation_seconds": "kind",
    "efe_operations": "kind code",
    "efe_queries_left": "reason",
    "efe_queries_not_worded": "reason",
    "efe_remembered_answers": "outcome",
    "efe_remembered_bytes": "",
    "efe_replica_reads": "replica",
    "efe_replica_reads_left": "reason",
    "efe_statements_held": "",
    "efe_webhooks": "outcome",
    "efe_webhooks_due": "",
    "efe_webhooks_due_seconds": "",
}
"""Metrics of the process, with their labels."""
STATE: Final = {
    "efe_database_up": "",
    "efe_ledger_position": "",
    "efe_pool_connections": "pool state",
    "efe_projection_failed": "",
    "efe_projection_lag_events": "",
    "efe_projection_lag_seconds": "",
    "efe_replica_lag_events": "replica",
    "efe_replica_lag_seconds": "replica",
    "efe_replica_state": "replica state",
    "efe_seal_age_seconds": "",
    "efe_seal_lag_events": "",
    "efe_seal_lag_seconds": "",
    "efe_superseded": "",
    "efe_worker_restarts": "worker",
    "efe_worker_state": "worker state",
}
"""Metrics of the installation, computed at a scrape."""
POOLS: Final = {
    "AccessJournal",
    "Accounts",
    "ApiTokenStore",
    "CalendarAddresses",
    "ConsoleRowStore",
    "Cosignatures",
    "Documents",
    "DraftStore",
    "InvitationStore",
    "Ledger",
    "Memory",
    "NamedPersons",
    "NoticeSeats",
    "Notices",
    "OpenedEvents",
    "PlannedFold",
    "Proofs",
    "Reads",
    "Sessions",
    "Vault",
    "Webhooks",
}
"""A pool of a replica is named after the replica."""
WITHOUT_POOL: Final = {"Accounts", "ApiTokenStore", "ConsoleRowStore", "InvitationStore", "Memory", "NamedPersons"}
"""Stores that are part of another one, or of a witness."""
WORKERS: Final = {"live-trail", "projections", "read-position", "seal"}
CODES: Final = """
    ANNEX_MISSING ANNEX_UNEXPECTED ARCHIVE_UNREADABLE BUNDLES_DIFFER COSIGNED_AHEAD EVENTS_ALTERED EVENTS_MISSING
    EVENT_FOREIGN EVENT_MISNAMED EVENT_MISPLACED EVENT_OUT_OF_SEQUENCE EVENT_SURPLUS EVENT_WITHHELD FILE_DUPLICATE
    FILE_MISSING FILE_TOO_LARGE GENESIS_FOREIGN INSTANCE_UNKNOWN JOIN_FALSE KEY_RETIRED LOG_SHORTER MALFORMED
    NOT_CANONICAL ORIGIN_DIFFERS PAST_REWRITTEN RECORDED_BACKWARDS ROUTE_INVALID SIGNATURE_INVALID SIGNATURE_MISSING
    SINCE_FOREIGN SPLIT_VIEW STALE STREAM_BROKEN WITNESS_MISSING
"""
"""Faults of evidence, by which scripts of auditors tell them apart."""


def labels(database: Database) -> dict[str, set[tuple[str, ...]]]:
    """The values of the labels of each metric of the installation, in their order."""
    return {
        family.name: {tuple(sample.labels.values()) for sample in family.samples}
        for family in InstallationMetrics(standings(database), within=20).collect()
    }


def named(collected: Iterable[Any]) -> dict[str, str]:
    """The labels of metrics, declared or collected, by name."""
    names = [(getattr(each, "name", None) or each._name, each) for each in collected]
    return {name: " ".join(getattr(each, "_labelnames", ())) for name, each in names}


def test_the_metrics_of_a_process_keep_their_names_and_labels() -> None:
    assert named(each for each in vars(metrics).values() if hasattr(each, "_labelnames")) == COUNTED


def test_the_metrics_of_an_installation_keep_their_names_and_labels(database: Database, tmp_path: Path) -> None:
    ledger = Ledger(database, tmp_path)
    ledger.write(3)
    ledger.sealer().run()

    assert named(InstallationMetrics(standings(database), within=20).collect()) == STATE


def test_pools_workers_and_states_keep_their_names(database: Database, tmp_path: Path) -> None:
    with serving(database, tmp_path) as api, sealing(api.installation):
        found = labels(database)
    pools = {(pool, state) for pool in POOLS - WITHOUT_POOL for state in ("idle", "used", "waited_for")}
    workers = {(worker, state) for worker in WORKERS for state in ("running", "restarting", "stuck")}

    assert found["efe_pool_connections"] >= pools
    assert found["efe_worker_state"] >= workers
    assert {each.value for each in ReplicaState} == {"up", "behind", "away", "primary", "unfit"}
    assert {each.value for each in Condition} == {"running", "restarting", "stuck"}


def test_a_store_is_named_as_its_pool_was_first_named() -> None:
    assert {each.POOL or each.__name__ for each in Store.__subclasses__()} <= POOLS


def test_the_reason_for_a_second_read_of_rights_keeps_its_name() -> None:
    assert PrincipalChanged.REASON == "Changed"


def test_a_fault_of_evidence_keeps_its_code() -> None:
    assert sorted(FAULTS) == CODES.split()
