"""Client of public witnesses, which cosign each checkpoint (C2SP tlog-witness, `POST …/add-checkpoint`)."""

import base64
import logging
from collections.abc import Sequence
from http import HTTPStatus
from importlib import import_module
from time import monotonic
from typing import Any

from efe_domain.transparency.merkle import consistency_path
from efe_domain.transparency.proofs import SignedCheckpoint
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.tables.session import open_session
from efe_infra.transparency.sealing.cosignatures import CosignatureRefused, Cosignatures
from efe_infra.transparency.sealing.ledger_log import Connection, prove, read_checkpoint

APPLICATION = "efe-cosign"
TIMEOUT_S = 10.0
"""Timeout without a byte, and for the whole answer."""
MAX_ANSWER_BYTES = 1 << 14
SIZE_TYPE = "text/x.tlog.size"

logger = logging.getLogger(__name__)


class WitnessUnavailable(Exception):
    """Failure of a request to a witness, in a French sentence. The next run repeats the request."""


class PublicWitnesses:
    """Client that sends the last checkpoint to each witness. `Cosignatures` stores the lines of trusted ones."""

    def __init__(self, database: Database, cosignatures: Cosignatures, urls: Sequence[str]) -> None:
        self._database = database
        self._cosignatures = cosignatures
        self._known_sizes = dict.fromkeys(urls, 0)
        self._http: Any = None

    def run(self) -> int:
        """Sends to every witness and returns the number of new lines.

        Raises `WitnessUnavailable` at the end if one failed, or psycopg's errors.
        """
        self._http = self._http or import_module("httpx")  # for those who name a witness
        new_lines, failures = 0, list[str]()
        with open_session(self._database, DatabaseRole.PROJECTOR, APPLICATION) as connection:
            checkpoint = read_checkpoint(connection)
            for url, known_size in self._known_sizes.items():
                if checkpoint and checkpoint.size > known_size:
                    try:
                        new_lines += self._ask(connection, url, checkpoint)
                    except WitnessUnavailable as failure:
                        failures.append(f"{url} : {failure}")
        if failures:
            raise WitnessUnavailable(" ".join(failures))
        return new_lines

    def _ask(self, connection: Connection, url: str, checkpoint: SignedCheckpoint) -> int:
        """Sends from the size that this process last saw, and again from the size that the witness answers."""
        status, body, kind = self._post(url, _request(connection, self._known_sizes[url], checkpoint))
        if status == HTTPStatus.CONFLICT and kind == SIZE_TYPE:
            known_size = _size(body, checkpoint.size)
            status, body, kind = self._post(url, _request(connection, known_size, checkpoint))
        if status != HTTPStatus.OK:
            raise WitnessUnavailable(f"statut HTTP {status}.")
        try:
            text = checkpoint.note.partition("\n\n")[0]
            stored = self._cosignatures.take(f"{text}\n\n{body.decode(errors='replace')}")
        except CosignatureRefused as refusal:
            raise WitnessUnavailable(str(refusal)) from refusal
        self._known_sizes[url] = checkpoint.size
        return int(stored.new)

    def _post(self, url: str, request: bytes) -> tuple[int, bytes, str]:
        body, deadline = bytearray(), monotonic() + TIMEOUT_S
        try:
            address = f"{url.rstrip('/')}/add-checkpoint"
            with self._http.stream("POST", address, content=request, timeout=TIMEOUT_S) as answer:
                for chunk in answer.iter_bytes():
                    body += chunk
                    if len(body) > MAX_ANSWER_BYTES or monotonic() > deadline:
                        raise WitnessUnavailable("la réponse est trop longue ou trop lente.")
                return answer.status_code, bytes(body), answer.headers.get("content-type", "")
        except (self._http.HTTPError, self._http.InvalidURL) as error:
            raise WitnessUnavailable(f"ne répond pas ({error or type(error).__name__}).") from error


def _request(connection: Connection, known_size: int, checkpoint: SignedCheckpoint) -> bytes:
    """Builds a request: the size that the witness knows, the consistency path from there, an empty line, the note."""
    path = []
    if 0 < known_size < checkpoint.size:
        path = prove(connection, lambda tree: consistency_path(tree, known_size, checkpoint.size))
    lines = [f"old {known_size}", *(base64.b64encode(each).decode() for each in path)]
    return ("\n".join(lines) + f"\n\n{checkpoint.note}").encode()


def _size(body: bytes, max_size: int) -> int:
    text = body.decode(errors="replace").removesuffix("\n")
    if not text.isascii() or not text.isdigit() or len(text) > 18 or int(text) > max_size:
        raise WitnessUnavailable("il dit connaître un journal plus long que celui-ci, ou répond sans mesure.")
    return int(text)
