"""HTTP client of the log of another platform. The caller verifies every answer."""

from collections.abc import Mapping
from http import HTTPStatus
from importlib import import_module
from typing import Any, Self

import msgspec

from efe_infra.transparency.witness.refusals import AnswerInvalid, LogUnreachable, NotListed, NotTaken

TIMEOUT_S = 15.0
"""Timeout without a byte."""
MAX_ANSWER_BYTES = 1_000_000
UNTRUSTED = "WITNESS_UNTRUSTED"
"""Code by which a log refuses the cosignature of a witness that it does not list."""

CHECKPOINT = "query ($size: Int) { ledgerCheckpoint(size: $size) { note } }"
CONSISTENCY = "query ($from: Int!, $to: Int!) { ledgerConsistency(from: $from, to: $to) { path } }"


class _Checkpoint(msgspec.Struct):
    note: str


class _Proof(msgspec.Struct):
    path: list[str]


class _Data(msgspec.Struct, rename="camel"):
    ledger_checkpoint: _Checkpoint | None = None
    ledger_consistency: _Proof | None = None


class _Error(msgspec.Struct):
    message: str = ""
    extensions: dict[str, Any] = {}


class _Answer(msgspec.Struct):
    """GraphQL answer. A null with errors is a failure, a null without errors is a log without a checkpoint."""

    data: _Data | None = None
    errors: list[_Error] = []


class LogClient:
    """Client of a log at the address of its platform or of its GraphQL page. Every method raises `Passing`."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/").removesuffix("/graphql")
        self._http = import_module("httpx")  # only for a witness
        self._client = self._http.Client(timeout=TIMEOUT_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def checkpoint(self, size: int | None = None) -> str | None:
        """Returns the note of the newest checkpoint or of that of a size; None if there is none."""
        checkpoint = self._query(CHECKPOINT, {"size": size}).ledger_checkpoint
        return checkpoint.note if checkpoint else None

    def consistency(self, first: int, second: int) -> tuple[bytes, ...] | None:
        proof = self._query(CONSISTENCY, {"from": first, "to": second}).ledger_consistency
        try:
            return tuple(map(bytes.fromhex, proof.path)) if proof else None
        except ValueError as error:
            raise AnswerInvalid("un chemin qui n'est pas en hexadécimal") from error

    def give(self, note: str) -> None:
        """Posts a cosigned note, which is idempotent. Raises `NotTaken` too."""
        status, body = self._post("/cosignatures", note.encode(), "text/plain; charset=utf-8")
        if status not in {HTTPStatus.OK, HTTPStatus.CREATED}:
            if _error(body).extensions.get("code") == UNTRUSTED:
                raise NotListed(_why(status, body))
            raise NotTaken(_why(status, body))

    def _query(self, query: str, variables: Mapping[str, Any]) -> _Data:
        request = msgspec.json.encode({"query": query, "variables": variables})
        status, body = self._post("/graphql", request, "application/json")
        if status != HTTPStatus.OK:
            raise LogUnreachable(self._url, _why(status, body))
        try:
            answer = msgspec.json.decode(body, type=_Answer)
        except ValueError as error:
            raise AnswerInvalid("ce n'est pas celle d'un journal") from error
        if answer.errors or not answer.data:
            raise LogUnreachable(self._url, _why(status, body))
        return answer.data

    def _post(self, path: str, content: bytes, media: str) -> tuple[int, bytes]:
        headers = {"Content-Type": media, "Accept": "application/json"}
        body = bytearray()
        try:
            with self._client.stream("POST", self._url + path, content=content, headers=headers) as answer:
                for chunk in answer.iter_bytes():
                    body += chunk
                    if len(body) > MAX_ANSWER_BYTES:
                        raise AnswerInvalid(f"plus de {MAX_ANSWER_BYTES} octets")
                return answer.status_code, bytes(body)
        except (self._http.HTTPError, self._http.InvalidURL) as error:
            raise LogUnreachable(self._url, str(error) or type(error).__name__) from error


def _why(status: int, body: bytes) -> str:
    """Returns the sentence of a refusal, without characters that would move the cursor of a terminal."""
    return "".join(filter(str.isprintable, _error(body).message[:500])) or f"statut HTTP {status}"


def _error(body: bytes) -> _Error:
    """Returns the first error of an answer; an empty one for a body that is no answer."""
    try:
        return msgspec.json.decode(body, type=_Answer).errors[0]
    except (ValueError, IndexError):
        return _Error()
