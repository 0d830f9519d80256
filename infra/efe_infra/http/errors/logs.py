"""Structured logging: JSON lines, correlation ids, and exceptions without their messages."""

import logging
import traceback
from contextvars import ContextVar
from typing import BinaryIO
from uuid import uuid4

import orjson
import psycopg
import structlog
from structlog.typing import EventDict, WrappedLogger

CORRELATION: ContextVar[str] = ContextVar("CORRELATION", default=str(uuid4()))
"""Correlation id of the current request; outside of requests, of the process."""


def log_to(stream: BinaryIO, *, lasting: bool = False) -> None:
    """Configures structured logging to a stream. No line quotes a client.

    With `lasting`, loggers cache the configuration for the life of the process.
    """
    structlog.configure(
        processors=[
            correlated,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=orjson.dumps),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.BytesLoggerFactory(stream),
        cache_logger_on_first_use=lasting,
    )
    logging.getLogger("strawberry.execution").disabled = True  # it logs the messages of client errors
    logging.getLogger().addHandler(_LIBRARIES)


def correlated(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Adds the correlation id of the request to a log line."""
    line.setdefault("correlation_id", CORRELATION.get())
    return line


def frames(fault: BaseException) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(fault.__traceback__)]


def name_of(fault: BaseException) -> str:
    return f"{type(fault).__module__}.{type(fault).__qualname__}"


class LibraryLogHandler(logging.Handler):
    """Handler for records of `logging`: logs the first line of a message, and the class and frames of an exception.

    Messages of exceptions quote values, and later lines of a message quote exceptions.
    """

    def emit(self, record: logging.LogRecord) -> None:
        args = tuple(map(harmless, record.args)) if isinstance(record.args, tuple) else record.args
        text = str(record.msg) % args if args else str(record.msg)
        exception: dict[str, object] = {}
        if record.exc_info and (fault := record.exc_info[1]):
            exception = {"exception": name_of(fault), "frames": frames(fault)}
        structlog.stdlib.get_logger().log(record.levelno, text.partition("\n")[0], logger=record.name, **exception)


_LIBRARIES = LibraryLogHandler(logging.WARNING)


def harmless(value: object) -> object:
    """Returns own exceptions unchanged, and of others only the class, or the reason of a failed connection."""
    match value:
        case psycopg.OperationalError(sqlstate=None):
            return str(value).partition("\n")[0]
        case psycopg.Error(sqlstate=str(state)):
            return f"{name_of(value)} {state}"
        case BaseException() if not type(value).__module__.startswith("efe_"):
            return name_of(value)
        case _:
            return value
