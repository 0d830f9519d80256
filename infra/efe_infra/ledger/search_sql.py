"""Queries for the streams that cite an entity: by a scan of the ledger, or by an index."""

from collections.abc import Mapping
from typing import Final, LiteralString

from efe_domain.shared.ledger import StreamLink

STREAMS_NAMING_SQL = """
    select originator_id, min(split_part(topic, '.', 1)) from ledger.event
    where split_part(topic, '.', 1) = any(%(kinds)s::text[])
        and exists (select from unnest(%(names)s::bytea[]) as name where position(name in state) > 0)
    group by originator_id order by originator_id
"""
"""Scans the whole table. Corrections are rare, and an index would slow down every append."""

LINKED_SQL: Final[Mapping[StreamLink, LiteralString]] = {
    StreamLink.INVITATION_TO_PROJECT: """
        select distinct originator_id, 'invitation' from ledger.event
        where topic = 'invitation.sent.v1' and ledger.fields(state) ->> 'project' = %(key)s::text
    """,
    StreamLink.MEETING_OF_JOINT_ONE: """
        select distinct originator_id, 'meeting' from ledger.event
        where topic = 'meeting.convened.v2'
            and ledger.fields(state) #>> '{joint,meeting}' = %(key)s::text
    """,
    StreamLink.POLE_OF_OPERATOR: """
        select originator_id, 'pole' from ledger.event
        where topic in ('pole.member-designated.v1', 'pole.member-designated.v2')
            and ledger.fields(state) ->> 'operator' = %(key)s::text
        union
        select originator_id, 'pole' from ledger.event
        where topic = 'pole.rectified.v1' and position(convert_to(%(key)s::text, 'UTF8') in state) > 0
    """,
}
"""Queries of partial indexes: each repeats the expression and the condition of its index."""
