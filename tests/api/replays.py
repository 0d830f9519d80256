"""Bundles of a running platform, verified and replayed elsewhere."""

from collections.abc import Iterable
from pathlib import Path

from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.connection import connect
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.transparency.evidence.bundle import export_bundle
from efe_infra.transparency.evidence.bundle_events import Bundle
from efe_infra.transparency.evidence.digest import DigestScope
from efe_infra.transparency.evidence.replay import compare_served, refold
from efe_infra.transparency.evidence.verify import verify_zip
from tests.api.given import Api


def ledger_key(database: Database) -> str:
    """Returns the verifier key of a ledger whose key never changed."""
    with connect(database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        [(vkey,)] = connection.execute("select vkey from seal.ledger_key").fetchall()
    return str(vkey)


def differing_tables(api: Api, bassins: Iterable[Bassin], elsewhere: Database, folder: Path) -> list[tuple[str, str]]:
    """Seals all, verifies the bundle of each Instance, replays it, and returns the tables that differ.

    They are compared with those served, at the last position and at the one before.
    """
    api.installation.sealer.run()
    served = api.installation.database
    key = ledger_key(served)
    last = int(api.visitor.ask("{ meta { position } }")["meta"]["position"])
    differing = []
    for bassin in bassins:
        path = folder / f"{bassin}.zip"
        export_bundle(served, bassin, path, lambda *_: None)
        verify_zip(path, key)
        with Bundle(path, key) as bundle:
            refold(bundle, elsewhere)
        scopes = [DigestScope(bassin=bassin, position=at) for at in (last - 1, last)]
        differing += [
            (str(bassin), each) for scope in scopes for each in compare_served(elsewhere, served, scope).tables
        ]
    return differing
