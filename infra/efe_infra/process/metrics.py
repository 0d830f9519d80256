"""Prometheus metrics of this process; no label holds a text of a client."""

from functools import cache
from typing import Final

from prometheus_client import Counter, Gauge, Histogram

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})

REQUESTS: Final = Counter("efe_http_requests", "HTTP requests answered.", ["method", "status"])
REFUSED: Final = Counter("efe_http_refused", "HTTP requests refused before GraphQL, limits included.", ["code"])
OPERATIONS: Final = Counter("efe_operations", "GraphQL operations, by how they ended.", ["kind", "code"])
LATENCY: Final = Histogram("efe_operation_seconds", "How long a GraphQL operation took.", ["kind"])
LEFT: Final = Counter("efe_queries_left", "Operations that compiled selections left to graphql-core.", ["reason"])
NOT_WORDED: Final = Counter(
    "efe_queries_not_worded",
    "Queries that PostgreSQL was asked for as a whole and did not answer at once.",
    ["reason"],
)
REMEMBERED: Final = Counter(
    "efe_remembered_answers",
    "Queries that memory may answer: repeated, or the reason why PostgreSQL answered.",
    ["outcome"],
)
REMEMBERED_BYTES: Final = Gauge("efe_remembered_bytes", "Memory of the answers that are kept.")
HELD: Final = Counter("efe_statements_held", "Reads that waited for others of the same client to end.")
READS_OF_REPLICA: Final = Counter("efe_replica_reads", "Reads that a replica answered.", ["replica"])
READS_LEFT: Final = Counter(
    "efe_replica_reads_left", "Reads that a replica may answer and the primary did, by reason.", ["reason"]
)
COMMANDS: Final = Counter("efe_commands", "Commands, recorded (OK) or refused by a code.", ["code"])
NAMED: Final = Counter("efe_named_texts", "Commands refused because a text names a person of the vault.")
APPENDED: Final = Counter("efe_appended_events", "Events appended to the ledger by this process.")
BATCHES: Final = Histogram(
    "efe_append_batch_requests", "Requests that went to the ledger together.", buckets=[2**n for n in range(9)]
)
TURNS: Final = Counter("efe_ledger_turns", "Commands that lost a race, and were decided under the ledger lock.")
CLOCK_BEHIND: Final = Gauge(
    "efe_clock_behind_seconds", "How far the clock of the database was behind the last event that was projected."
)
LASTING: Final = Gauge("efe_lasting_answers", "WebSocket connections and event streams that are open.")
NOTICES: Final = Counter("efe_notices", "Notices that ended, or were postponed, by outcome.", ["outcome"])
NOTICES_DUE: Final = Gauge("efe_notices_due", "Notices that are due and not sent, as the leader counted last.")
NOTICES_DUE_SECONDS: Final = Gauge("efe_notices_due_seconds", "Since the first of them was due.")
NOTICES_STOPPED: Final = Gauge(
    "efe_notices_stopped", "Whether an administrator must allow a restored database to send."
)
HOOKS: Final = Counter("efe_webhooks", "Deliveries of webhooks, and webhooks that ended, by outcome.", ["outcome"])
HOOKS_DUE: Final = Gauge("efe_webhooks_due", "Deliveries that are due and not accepted, as the leader counted last.")
HOOKS_DUE_SECONDS: Final = Gauge("efe_webhooks_due_seconds", "Since the first of them was due.")
MAIL_SERVER_AWAY: Final = Gauge("efe_mail_server_away", "Whether the mail server failed at the last attempt.")


@cache  # as many entries as Prometheus keeps
def child[M: (Counter, Histogram)](metric: M, *labels: object) -> M:
    """Returns the child of a metric for these labels, from a cache."""
    return metric.labels(*labels)


def method_label(method: str) -> str:
    """Returns one label for all unknown methods, since a client may send any word."""
    return method if method in METHODS else "other"
