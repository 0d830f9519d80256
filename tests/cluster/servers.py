"""Three processes that serve one cluster, each with its own audience."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.database import Database
from tests.chaos.audience import Audience
from tests.chaos.book import Book
from tests.chaos.clients import Archivist, Client, Founder, Reader, Writer
from tests.chaos.followers import ByEvents, BySocket
from tests.chaos.promises import Fault
from tests.chaos.run import INSTANCE, POLES, SELF
from tests.chaos.stage import BASSINS, STARTS, People, Served
from tests.cluster.pooled import Way
from tests.contract.release import Release

SERVERS = 3
ROOTS = ("domain", "projections", "graphql", "infra")


def three_audiences(
    home: Path, env: Mapping[str, str], people: People, book: Book, way: Way | None
) -> list[Audience]:
    """The last one comes by the `way`, if there is one. A leader whose Patroni does not answer is none to a proxy."""
    envs = [env] * (SERVERS - 1) + [{**env, **(way.env if way else {})}]
    made = [audience(home, each, people, book, number) for number, each in enumerate(envs)]
    if way:
        made[-1].way = way.leads
    return made


def audience(home: Path, env: Mapping[str, str], people: People, book: Book, number: int) -> Audience:
    """The kinds of clients take turns: each kind asks each server, and each server is asked by few. Of each Instance,
    one server is asked to record what it identifies, and another one what it founds: they race.
    """
    served = Served(home, dict(env), f"serve{number}")
    bassin, other = BASSINS[number], BASSINS[(number + 1) % SERVERS]
    liege, own = people.coordinators[Bassin.LIEGE], people.coordinators[bassin]
    readers: Sequence[Client] = (
        Reader("visitor", {}, INSTANCE),
        Reader("visitor of poles", {}, POLES),
        Reader("auditor", people.auditor, SELF),
    )
    clients = [
        readers[number],
        Reader(f"reader {number}", liege, SELF),
        Writer(f"writer {number}", own, bassin.name, book),
        Founder(f"founder {number}", people.coordinators[other], other.name, book),
        Archivist(f"archivist {number}", people.coordinators[Bassin.NAMUR], book),
    ]
    probes = [Reader(f"prober {number}", liege, SELF), Writer(f"acting prober {number}", own, bassin.name, book)]
    kind = (ByEvents, BySocket)[number % 2]
    followers = [kind(f"{kind.__name__} {number}", served.url, people.auditor, each.name) for each in (bassin, other)]
    return Audience(served, clients, followers, probes)


def sources_of(release: Release, folder: Path) -> str:
    """As a path of Python, in front of the sources under test; with its tests, which know its modules."""
    for root in (*ROOTS, "tests"):
        release.unpack(root, folder / root)
    return ":".join(map(str, (*(folder / root for root in ROOTS), folder)))


SETTLE = """
import sys
from pathlib import Path
import msgspec
from efe_infra.postgres.database import Database
from tests.chaos.stage import settled
address, home = msgspec.json.decode(sys.stdin.buffer.read())
sys.stdout.buffer.write(msgspec.json.encode(settled(Database(address), Path(home))))
"""


def settled_by(env: Mapping[str, str], database: Database, home: Path) -> People:
    """By the code and the tests that the environment leads to, so that the read tables are its own."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", SETTLE],
        env=dict(env),
        input=msgspec.json.encode((database.admin, str(home))),
        capture_output=True,
        timeout=STARTS,
        check=False,
    )
    if done.returncode:
        raise Fault(f"The release does not settle: {done.stderr.decode()[-2000:]}")
    return msgspec.json.decode(done.stdout, type=People)
