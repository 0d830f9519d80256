"""The log: one JSON object a line."""

import logging
from typing import BinaryIO

import orjson
import structlog


def log_to(stream: BinaryIO) -> None:
    """Before the first line is written; faults and requests go there, and nothing that quotes a client."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=orjson.dumps),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.BytesLoggerFactory(stream),
    )
    logging.getLogger("strawberry.execution").disabled = True  # it writes every error of a client, text included
