"""A backup as release 0.1.0 made it: a dump of pg_dump, and a manifest of format 1."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psycopg

from efe_infra.backup.dump import CHECKPOINT, MIGRATIONS, POSITION
from efe_infra.backup.files import sha256_of
from efe_infra.backup.manifest import DUMP, MANIFEST, Applied, DumpManifest
from efe_infra.backup.tools import tool
from efe_infra.postgres.database import Database

LEFT_OUT = (
    "--exclude-table=public.efe_migration",
    "--exclude-table=read.*",
    "--exclude-schema=read_*",
    "--exclude-schema=projection",
    "--exclude-schema=console",  # which release 0.1.0 did not have
)


def dumped(database: Database, target: Path) -> None:
    target.mkdir()
    with psycopg.connect(database.admin) as connection:
        server = connection.info.server_version // 10000
        dump = ["--format=custom", f"--file={target / DUMP}", *LEFT_OUT, database.admin]
        subprocess.run([tool("pg_dump", server), *dump], check=True)
        [(position,)] = connection.execute(POSITION).fetchall()
        sealed, note = connection.execute(CHECKPOINT).fetchone() or (0, None)
        manifest = DumpManifest(
            made_at=datetime.now(UTC),
            software="0.1.0",
            server=server,
            position=position,
            sealed=sealed,
            checkpoint=note,
            migrations=[Applied(*row) for row in connection.execute(MIGRATIONS)],
            dump_sha256=sha256_of(target / DUMP),
            dump_bytes=(target / DUMP).stat().st_size,
        )
    (target / MANIFEST).write_bytes(msgspec.json.encode(manifest))
