"""Invariants of every ledger, sealed or not, which are checked on restored rows."""

from typing import Final, LiteralString

from efe_infra.backup.catalogue import Catalogue, Connection
from efe_infra.backup.errors import Unfaithful
from efe_infra.transparency.evidence.verify import Fault

INVARIANTS: Final[dict[str, LiteralString]] = {
    "EVENT_MISSING": """
        select position from (select position, row_number() over (order by position) as place from ledger.event) as ev
        where position <> place order by position limit 1
    """,
    "EVENT_ALTERED": """
        select position from ledger.event
        where leaf <> ledger.leaf(position, recorded_at, originator_id, originator_version, topic, state)
        order by position limit 1
    """,
    "CLOCK_BACKWARDS": """
        select position from (
            select position, recorded_at, lag(recorded_at) over (order by position) as before from ledger.event
        ) as ev where recorded_at <= before order by position limit 1
    """,
    "STREAM_BROKEN": """
        select position from (
            select position, originator_version as version,
                lag(originator_version) over (partition by originator_id order by originator_version) as before,
                lag(position) over (partition by originator_id order by originator_version) as after
            from ledger.event
        ) as ev
        where case when before is null then version not in (0, 1) else version <> before + 1 or position < after end
        order by position limit 1
    """,
    "COMMAND_ASTRAY": """
        select first_position from ledger.command
        where first_position < 1 or last_position > (select position from ledger.head)
        order by first_position limit 1
    """,
    "TURN_LOST": "select count(*) from ledger.turn having count(*) <> 1",
}

SENTENCES: Final = {
    "EVENT_MISSING": "Un événement manque au registre : les positions ne se suivent pas.",
    "EVENT_ALTERED": "L'événement n'est plus celui qui a été enregistré : son empreinte diffère.",
    "CLOCK_BACKWARDS": "L'événement n'est pas postérieur au précédent.",
    "STREAM_BROKEN": "Les événements de cet objet ne se suivent pas.",
    "COMMAND_ASTRAY": "La commande renvoie à des événements qui ne sont pas au registre.",
    "TURN_LOST": "La ligne qui donne son tour à chaque écriture n'est pas unique.",
}


class Violation(Fault):
    """First place where an invariant does not hold."""

    SENTENCES = SENTENCES


def check_ledger(connection: Connection) -> None:
    """Raises `Violation` for the first invariant that does not hold."""
    for code, query in INVARIANTS.items():
        if row := connection.execute(query).fetchone():
            raise Violation(code, f"position {row[0]}")


def check_sequences(connection: Connection, catalogue: Catalogue) -> None:
    """Raises `Unfaithful` for a sequence that would give a number again."""
    for each in catalogue.sequences.values():
        if connection.execute(each.lag_query).fetchone():
            raise Unfaithful(f"SEQUENCE_BEHIND, « {each.name} » est en retard sur ce qu'elle a numéroté.")
