"""The commands in the process of the tests, where one of their own is not the point: its start takes a second."""

import os
import signal
import sys
from asyncio import _get_running_loop, _set_running_loop
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from subprocess import CompletedProcess
from unittest.mock import patch

import structlog

from efe_infra.cli import main


def efe(*words: str, env: Mapping[str, str]) -> CompletedProcess[str]:
    """Runs a command in the given environment alone; returns its output and its status."""
    out, err = (TextIOWrapper(BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with _in(env, words), redirect_stdout(out), redirect_stderr(err):
        status = _status()
    said, complained = (each.buffer.getvalue().decode() for each in (out, err))
    return CompletedProcess(words, status, said, complained)


@contextmanager
def _in(env: Mapping[str, str], words: tuple[str, ...]) -> Iterator[None]:
    """A command takes the signals to end, the log and the thread for its own; an open browser has a loop on it."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    log, loop = structlog.get_config(), _get_running_loop()
    _set_running_loop(None)
    try:
        with patch.dict(os.environ, env, clear=True), patch.object(sys, "argv", ["efe", *words]):
            yield
    finally:
        _set_running_loop(loop)
        structlog.configure(**log)
        for number, handler in before.items():
            signal.signal(number, handler)


def _status() -> int:
    try:
        main()
    except SystemExit as left:
        return int(left.code or 0)
    return 0
