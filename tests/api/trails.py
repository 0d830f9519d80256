"""The audit trail and the access journal as a client reads them."""

from typing import Any

from tests.api.given import Client

JOURNAL = """
    query ($bassin: Bassin! = LIEGE, $first: Int = 100, $after: String) {
        accessJournal(bassin: $bassin, first: $first, after: $after) {
            totalCount
            pageInfo { hasNextPage endCursor }
            edges { cursor node { id bassin readAt field subjectId arguments token correlationId account { id } } }
        }
    }
"""
OF_ENTITY = 'query ($id: ID!) { pole(id: $id) { compare(from: { position: "1" }) { totalCount } } }'
TRAIL = """
    query ($bassin: Bassin!, $first: Int, $after: String, $filter: AuditFilter, $at: AsOf) {
        auditTrail(bassin: $bassin, first: $first, after: $after, filter: $filter, asOf: $at) {
            totalCount
            pageInfo { hasNextPage endCursor }
            edges {
                cursor
                node {
                    id seq position kind effectiveOn leaf
                    actor { id }
                    rule { key } legalBasis { key }
                    subject { id ... on Pole { state } }
                    changes { table field before after }
                }
            }
        }
    }
"""


def readings(by: Client, **asked: Any) -> list[dict[str, Any]]:
    return [edge["node"] for edge in by.ask(JOURNAL, **asked)["accessJournal"]["edges"]]


def entries(by: Client, **asked: object) -> list[dict[str, Any]]:
    trail = by.ask(TRAIL, **{"bassin": "LIEGE", "first": 100, **asked})["auditTrail"]
    return [edge["node"] for edge in trail["edges"]]
