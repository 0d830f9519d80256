"""Witnesses of others, asked to cosign each checkpoint as C2SP tlog-witness has it: `POST …/add-checkpoint`."""

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
from efe_infra.transparency.sealing.ledger_log import Connection, read_checkpoint, stored_log

APPLICATION = "efe-cosign"
PATIENCE = 10.0
"""Seconds without a byte, and in all for the bytes of an answer."""
LARGEST = 1 << 14
"""Bytes of an answer at most."""
SIZE_TYPE = "text/x.tlog.size"

logger = logging.getLogger(__name__)


class WitnessUnavailable(Exception):
    """Nothing was kept of this witness; it is asked again later. A French sentence."""


class PublicWitnesses:
    """Asks each about the last checkpoint. Whose lines are kept is for `Cosignatures`, which knows whom to trust."""

    def __init__(self, database: Database, cosignatures: Cosignatures, urls: Sequence[str]) -> None:
        self._database = database
        self._cosignatures = cosignatures
        self._seen = dict.fromkeys(urls, 0)
        self._http: Any = None

    def run(self) -> int:
        """How many lines are new. Raises `WitnessUnavailable` once all were asked, or psycopg's errors."""
        self._http = self._http or import_module("httpx")  # for those who name a witness
        kept, failures = 0, list[str]()
        with open_session(self._database, DatabaseRole.PROJECTOR, APPLICATION) as connection:
            checkpoint = read_checkpoint(connection)
            for url, seen in self._seen.items():
                if checkpoint and checkpoint.size > seen:
                    try:
                        kept += self._ask(connection, url, checkpoint)
                    except WitnessUnavailable as failure:
                        failures.append(f"{url} : {failure}")
        if failures:
            raise WitnessUnavailable(" ".join(failures))
        return kept

    def _ask(self, connection: Connection, url: str, checkpoint: SignedCheckpoint) -> int:
        """Once from what it is believed to know, and once more from what it says that it knows."""
        status, body, kind = self._post(url, _request(connection, self._seen[url], checkpoint))
        if status == HTTPStatus.CONFLICT and kind == SIZE_TYPE:
            known = _size(body, checkpoint.size)
            status, body, kind = self._post(url, _request(connection, known, checkpoint))
        if status != HTTPStatus.OK:
            raise WitnessUnavailable(f"statut HTTP {status}.")
        try:
            text = checkpoint.note.partition("\n\n")[0]
            taken = self._cosignatures.take(f"{text}\n\n{body.decode(errors='replace')}")
        except CosignatureRefused as refusal:
            raise WitnessUnavailable(str(refusal)) from refusal
        self._seen[url] = checkpoint.size
        return int(taken.new)

    def _post(self, url: str, request: bytes) -> tuple[int, bytes, str]:
        body, deadline = bytearray(), monotonic() + PATIENCE
        try:
            address = f"{url.rstrip('/')}/add-checkpoint"
            with self._http.stream("POST", address, content=request, timeout=PATIENCE) as answer:
                for chunk in answer.iter_bytes():
                    body += chunk
                    if len(body) > LARGEST or monotonic() > deadline:
                        raise WitnessUnavailable("la réponse est trop longue ou trop lente.")
                return answer.status_code, bytes(body), answer.headers.get("content-type", "")
        except (self._http.HTTPError, self._http.InvalidURL) as error:
            raise WitnessUnavailable(f"ne répond pas ({error or type(error).__name__}).") from error


def _request(connection: Connection, known: int, checkpoint: SignedCheckpoint) -> bytes:
    """The size that the witness knows, the way on from there, an empty line, and the note that the log signed."""
    path = []
    if 0 < known < checkpoint.size:
        path = stored_log().prove(connection, lambda tree: consistency_path(tree, known, checkpoint.size))
    lines = [f"old {known}", *(base64.b64encode(each).decode() for each in path)]
    return ("\n".join(lines) + f"\n\n{checkpoint.note}").encode()


def _size(body: bytes, most: int) -> int:
    text = body.decode(errors="replace").removesuffix("\n")
    if not text.isascii() or not text.isdigit() or len(text) > 18 or int(text) > most:
        raise WitnessUnavailable("il dit connaître un journal plus long que celui-ci, ou répond sans mesure.")
    return int(text)
