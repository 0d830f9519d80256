"""The private server, used by real processes that come, go and die."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from efe_infra.postgres import postmaster
from efe_infra.postgres.embedded import EmbeddedServer
from efe_infra.postgres.errors import EmbeddedServerFailed
from tests.infra.ledger.given import until

BOUND = 60
"""Seconds that anything here may take."""
USER = """
import sys
from pathlib import Path
from efe_infra.postgres.embedded import EmbeddedServer
print(EmbeddedServer(Path(sys.argv[1])).conninfo, flush=True)
sys.stdin.read()
"""


class User:
    """A process that uses the server of a home until it is told to leave, or killed."""

    def __init__(self, home: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", USER, str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def conninfo(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def leave(self) -> str:
        """Returns what the process complained of."""
        return self._process.communicate(timeout=BOUND)[1]

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate(timeout=BOUND)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="efe-") as folder:
        yield Path(folder)


def is_running(home: Path) -> bool:
    return postmaster.is_running(home.resolve() / "postgres")


def started_at(conninfo: str) -> object:
    with psycopg.connect(conninfo) as connection:
        return connection.execute("select pg_postmaster_start_time()").fetchone()


def kill_server(conninfo: str) -> None:
    with psycopg.connect(conninfo) as connection:
        data = connection.execute("show data_directory").fetchone()
    assert data
    server = psutil.Process(int(Path(data[0], "postmaster.pid").read_text().split()[0]))
    server.kill()
    until(lambda: is_gone(server), within=BOUND)


def is_gone(process: psutil.Process) -> bool:
    """Another may be in its place already: whoever uses a server starts it again."""
    with suppress(psutil.NoSuchProcess):
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    return True


def test_two_processes_start_on_an_empty_folder_at_once() -> None:
    with tempfile.TemporaryDirectory(prefix="efe-") as folder:
        users = [User(Path(folder)) for _ in range(2)]

        servers = [started_at(user.conninfo()) for user in users]
        complaints = [user.leave() for user in users]

        assert servers[0] == servers[1]
        assert complaints == ["", ""]
        assert not is_running(Path(folder))


def test_the_server_stays_until_its_last_user_leaves(home: Path) -> None:
    first, second = User(home), User(home)
    conninfo = first.conninfo()
    started = started_at(second.conninfo())

    first.leave()

    assert started_at(conninfo) == started
    second.leave()
    assert not is_running(home)


def test_a_killed_user_does_not_keep_the_server(home: Path) -> None:
    killed, other = User(home), User(home)
    killed.conninfo()
    other.conninfo()

    killed.kill()
    other.leave()

    assert not is_running(home)


def test_a_server_whose_users_were_all_killed_is_found_again(home: Path) -> None:
    killed = User(home)
    started = started_at(killed.conninfo())
    killed.kill()

    with EmbeddedServer(home) as found:
        again = started_at(found.conninfo)

    assert again == started
    assert not is_running(home)


def test_a_killed_server_comes_back_with_what_was_committed(home: Path) -> None:
    with EmbeddedServer(home) as first:
        with psycopg.connect(first.conninfo) as connection:
            connection.execute("create table kept as select 42 as answer")
        kill_server(first.conninfo)

        with EmbeddedServer(home) as second, psycopg.connect(second.conninfo) as connection:
            kept = connection.execute("select answer from kept").fetchone()

    assert kept == (42,)
    assert not is_running(home)


def test_a_record_that_names_another_process_is_not_believed(home: Path) -> None:
    with EmbeddedServer(home):
        lines = (home / "postgres" / "postmaster.pid").read_text().splitlines()
    (home / "postgres" / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    with EmbeddedServer(home) as server:
        started = started_at(server.conninfo)

    assert started is not None


def test_a_record_cut_short_by_a_crash_is_not_believed(home: Path) -> None:
    with EmbeddedServer(home):
        pass
    (home / "postgres" / "postmaster.pid").write_text("")

    with EmbeddedServer(home) as server:
        started = started_at(server.conninfo)

    assert started is not None


def test_a_folder_that_no_server_starts_on_is_told_with_its_log() -> None:
    with tempfile.TemporaryDirectory(prefix="efe-") as folder:
        data = Path(folder, "postgres")
        with EmbeddedServer(Path(folder)):
            pass
        (data / "PG_VERSION").write_text("9.6\n")

        with pytest.raises(EmbeddedServerFailed, match=str(data / "log")):
            EmbeddedServer(Path(folder))

        assert "9.6" in (data / "log").read_text()


def test_a_folder_with_a_long_path_has_a_private_socket() -> None:
    with tempfile.TemporaryDirectory(prefix="efe-") as folder:
        home = Path(folder, "un dossier au nom très long, " * 5)

        with EmbeddedServer(home) as server:
            started = started_at(server.conninfo)
            sockets = list(Path(str(conninfo_to_dict(server.conninfo)["host"])).glob(".s.PGSQL.*[0-9]"))
            modes = [socket.stat().st_mode & 0o777 for socket in sockets]

    assert started is not None
    assert modes == [0o700]


def test_what_is_committed_is_on_disk(home: Path) -> None:
    with EmbeddedServer(home) as server, psycopg.connect(server.conninfo) as connection:
        safeguards = connection.execute(
            "select setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit')"
        ).fetchall()

    assert safeguards == [("on",), ("on",), ("on",)]


def test_a_killed_server_is_started_again_by_a_process_that_uses_it(home: Path) -> None:
    user = User(home)
    conninfo = user.conninfo()
    before = started_at(conninfo)

    kill_server(conninfo)

    until(lambda: answered(conninfo), within=BOUND)
    assert answered(conninfo) != before
    user.leave()
    assert not is_running(home)


def answered(conninfo: str) -> object:
    with suppress(psycopg.OperationalError):
        return started_at(conninfo)
    return None


def test_a_first_start_that_was_cut_off_is_begun_again() -> None:
    """As soon as the folder looks like a cluster, all that makes it is killed."""
    with tempfile.TemporaryDirectory(prefix="efe-") as folder:
        home = Path(folder)
        first = subprocess.Popen([sys.executable, "-c", USER, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        until((home / "postgres" / "PG_VERSION").exists, within=BOUND)
        making = psutil.Process(first.pid).children(recursive=True)
        for process in (psutil.Process(first.pid), *making):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        first.communicate(timeout=BOUND)
        psutil.wait_procs(making, timeout=BOUND)

        with EmbeddedServer(home) as server, psycopg.connect(server.conninfo) as connection:
            assert connection.execute("select 1").fetchall() == [(1,)]
        assert not (home / "postgres.begun").exists()
