"""pytest plugin: collects once, then forks the workers. `--forks N` in place of `-n N` of pytest-xdist.

pytest-xdist starts N interpreters, and each imports all tests. Here they share the imported modules and the collected
items. A worker takes the next scope (`tests/scopes.py`) from a pipe when it has nothing left, and sends its reports
back. Two of five workers begin with the long scopes, as under `tests/sharing.py`. A worker that dies fails its test;
other workers run the rest of its scope.
"""

import json
import os
import select
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

import pytest

from tests.scopes import begins_with_long, durations, is_long, rank, scope_of
from tests.spent import Reaper

SIZE_BYTES: Final = 4
"""Bytes of a scope's number in a pipe: 2,000 scopes are less than what a pipe holds."""
REAP_INTERVAL_S: Final = 0.1
STDOUT: Final = 1
REAPER: Final = Reaper()

type Scope = list[pytest.Item]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--forks", type=int, default=0, help="number of workers, forked after the collection")


class Sender:
    """Sends what is reported in a worker to the process that forked it."""

    def __init__(self, config: pytest.Config, reports: int) -> None:
        self._config, self._reports = config, os.fdopen(reports, "w", buffering=1)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._send({"begins": nodeid})

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self._send({"ends": nodeid})

    def end(self) -> None:
        self._send({"done": True})

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._send({"report": self._config.hook.pytest_report_to_serializable(config=self._config, report=report)})

    def _send(self, message: dict[str, Any]) -> None:
        self._reports.write(json.dumps(message, default=str) + "\n")


class Worker:
    """Forked process, as its parent sees it: the pipe of its reports, its test, and whether it has done all."""

    def __init__(self, reports: int) -> None:
        self.reports, self.test, self.is_done = reports, "", False
        self._rest = b""

    def messages(self) -> Iterator[dict[str, Any]] | None:
        """Returns what has come, or None at the end."""
        data = os.read(self.reports, 1 << 16)
        if not data:
            return None
        *lines, self._rest = (self._rest + data).split(b"\n")
        return map(json.loads, lines)


class Round:
    """Workers that share the scopes of two queues: long ones, and all others."""

    def __init__(self, session: pytest.Session, work: Sequence[Scope]) -> None:
        self._session, self._hook, self._work = session, session.config.hook, work
        self._queues = [_queue(work, long=long) for long in (True, False)]
        self.begun: set[str] = set()
        """Tests that a worker has begun."""

    def run(self, number: int) -> None:
        """Runs the scopes in so many workers, and reports their tests as they end."""
        sys.stdout.flush()
        sys.stderr.flush()
        workers = [self._fork(place) for place in range(min(number, len(self._work)))]
        running = {worker.reports: worker for worker in workers}
        while running:
            for reports in select.select(list(running), [], [], REAP_INTERVAL_S)[0]:
                if not self._listen(running[reports]):
                    os.close(running.pop(reports).reports)
            if self._session.shouldfail:
                self._empty_queues()
            REAPER.reap()
        for queue in self._queues:
            os.close(queue)

    def _listen(self, worker: Worker) -> bool:
        """Reports what a worker sent. Returns False once it has ended."""
        messages = worker.messages()
        for message in messages or ():
            self._report(worker, message)
        if messages is None and not worker.is_done:
            test = worker.test or "tests"
            words = "The worker died during this test, or after it. Another one runs the rest of its scope."
            report = pytest.TestReport(test, (test, None, test), {}, "failed", words, "call")
            self._hook.pytest_runtest_logreport(report=report)
        return messages is not None

    def _report(self, worker: Worker, message: dict[str, Any]) -> None:
        match message:
            case {"begins": nodeid}:
                worker.test = nodeid
                self.begun.add(nodeid)
                self._hook.pytest_runtest_logstart(nodeid=nodeid, location=(nodeid, None, nodeid))
            case {"ends": nodeid}:
                self._hook.pytest_runtest_logfinish(nodeid=nodeid, location=(nodeid, None, nodeid))
            case {"report": data}:
                report = self._hook.pytest_report_from_serializable(config=self._session.config, data=data)
                if isinstance(report.longrepr, list):  # the place and the reason of a skip: JSON has no tuples
                    report.longrepr = tuple(report.longrepr)
                self._hook.pytest_runtest_logreport(report=report)
            case _:
                worker.is_done = True

    def _empty_queues(self) -> None:
        for queue in self._queues:
            while os.read(queue, 1 << 16):
                pass

    def _fork(self, place: int) -> Worker:
        reports_out, reports_in = os.pipe()
        if not os.fork():
            os.close(reports_out)
            self._work_in_child(place, reports_in)
        os.close(reports_in)
        return Worker(reports_out)

    def _work_in_child(self, place: int, reports: int) -> NoReturn:
        status = 1
        try:
            _take_own_folder(place)
            queues = self._queues if begins_with_long(place) else self._queues[::-1]
            sender = Sender(self._session.config, reports)
            report_to(self._session, sender)
            run_items(self._session, self._coming(queues))
            sender.end()
            status = 0
        except BaseException:  # noqa: BLE001 - the log of the run says why a worker died
            os.write(2, traceback.format_exc().encode())
        finally:
            os._exit(status)

    def _coming(self, queues: Sequence[int]) -> Iterator[pytest.Item]:
        for queue in queues:
            while number := os.read(queue, SIZE_BYTES):
                yield from self._work[int.from_bytes(number, "big")]


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    number = session.config.option.forks
    if not number or session.config.option.collectonly or session.testsfailed:
        return None
    if threading.active_count() > 1:
        raise RuntimeError(f"A test module started a thread while it was imported: {threading.enumerate()}")
    work = scopes(session.items)
    while work and not session.shouldfail:
        together = Round(session, work)
        together.run(number)
        if not together.begun:
            raise RuntimeError("The workers died before they began a test.")
        work = scopes([item for items in work for item in items if item.nodeid not in together.begun])
    if session.shouldfail:
        raise session.Failed(session.shouldfail)
    return True


def scopes(items: Sequence[pytest.Item]) -> list[Scope]:
    """Returns the items by scope, the longest first."""
    found: dict[str, Scope] = {}
    for item in items:
        found.setdefault(scope_of(item.nodeid), []).append(item)
    known = durations()
    return [scope for _, scope in sorted(found.items(), key=lambda each: rank(each[0], known))]


def report_to(session: pytest.Session, plugin: object) -> None:
    """Gives the reports of a forked process to a plugin in place of the terminal."""
    manager = session.config.pluginmanager
    manager.unregister(name="terminalreporter")
    capture = manager.getplugin("capturemanager")
    capture.stop_global_capturing()
    os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)  # what is printed between tests
    capture.start_global_capturing()  # the files of the parent are shared
    manager.register(plugin)


def run_items(session: pytest.Session, coming: Iterator[pytest.Item]) -> None:
    item = next(coming, None)
    while item is not None:
        following = next(coming, None)
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        item = following
    if recorder := session.config.pluginmanager.getplugin("reach-recorder"):
        recorder.pytest_sessionfinish()


def _queue(work: Sequence[Scope], *, long: bool) -> int:
    """Returns the end of a pipe with the numbers of the scopes of one kind."""
    queue, entry = os.pipe()
    numbers = [number for number, items in enumerate(work) if is_long(items[0].nodeid.partition("::")[0]) == long]
    os.write(entry, b"".join(number.to_bytes(SIZE_BYTES, "big") for number in numbers))
    os.close(entry)
    return queue


def _take_own_folder(place: int) -> None:
    os.environ["PYTEST_XDIST_WORKER"] = f"gw{place}"
    if root := os.environ.get("PYTEST_DEBUG_TEMPROOT"):
        own = Path(root) / f"gw{place}"
        own.mkdir(exist_ok=True)
        own.chmod(0o755)
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(own)
