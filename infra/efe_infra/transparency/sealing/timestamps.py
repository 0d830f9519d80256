"""Time-stamp tokens (RFC 3161) over checkpoints, by which a third party dates them."""

import hashlib
from http import HTTPStatus
from time import monotonic

from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, TimeStampResponse
from rfc3161_client.tsp import PKIStatus, TimeStampRequest

from efe_domain.transparency.notes import Note
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.process.connection_faults import reason_of
from efe_infra.read_model.tables.session import open_session
from efe_infra.transparency.sealing.ledger_log import Connection
from efe_infra.transparency.sealing.token_decoding import decode_token

APPLICATION = "efe-timestamp"
TIMEOUT_S = 10.0
"""Timeout without a byte, and for the whole answer."""
MAX_TOKEN_BYTES = 1 << 16
"""Limit that verifiers have for a file."""
SHA256 = "2.16.840.1.101.3.4.2.1"

LAST_UNSTAMPED = """
    select size, note from (select size, note from seal.ledger_checkpoint order by size desc limit 1) as last
    where not exists (select from seal.ledger_timestamp as kept where kept.size = last.size)
"""
ADD = "insert into seal.ledger_timestamp (size, token, tsa) values (%s, %s, %s) on conflict do nothing"
STAMP_OF_SIZE = "select token from seal.ledger_timestamp where size = %s"


class TimestampUnavailable(Exception):
    """Failure of a request to the authority, in a French sentence. The next run repeats the request."""


class Timestamps:
    """Client that requests a token for the newest checkpoint. Earlier ones are the beginning of the same log."""

    def __init__(self, database: Database, tsa: str) -> None:
        self._database = database
        self._tsa = tsa

    def run(self) -> int | None:
        """Requests a token and returns the size of its checkpoint; None if there is one already.

        Raises `TimestampUnavailable`, or psycopg's errors.
        """
        with open_session(self._database, DatabaseRole.PROJECTOR, APPLICATION) as connection:
            row = connection.execute(LAST_UNSTAMPED).fetchone()
        if not row:
            return None
        size, note = row
        token = self.ask(Note.parse(note).text.encode())
        with open_session(self._database, DatabaseRole.PROJECTOR, APPLICATION) as connection:
            connection.execute(ADD, [size, token, self._tsa])
        return int(size)

    def ask(self, body: bytes) -> bytes:
        """Returns a token over these bytes, which nothing stores. Raises `TimestampUnavailable`."""
        request = TimestampRequestBuilder().data(body).hash_algorithm(HashAlgorithm.SHA256).build()
        token = self._post(request.as_bytes())
        check_answer(token, request, body)
        return token

    def _post(self, query: bytes) -> bytes:
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        import httpx  # noqa: PLC0415 - only where an authority is set

        body, deadline = bytearray(), monotonic() + TIMEOUT_S
        try:
            with httpx.stream("POST", self._tsa, content=query, headers=headers, timeout=TIMEOUT_S) as answer:
                if answer.status_code != HTTPStatus.OK:
                    raise TimestampUnavailable(f"L'horodateur répond par le statut HTTP {answer.status_code}.")
                for chunk in answer.iter_bytes():
                    body += chunk
                    if len(body) > MAX_TOKEN_BYTES:
                        raise TimestampUnavailable(f"L'horodateur répond par plus de {MAX_TOKEN_BYTES} octets.")
                    if monotonic() > deadline:
                        raise TimestampUnavailable("L'horodateur répond trop lentement.")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise TimestampUnavailable(f"L'horodateur ne répond pas : {reason_of(error)}.") from error
        return bytes(body)


def check_answer(token: bytes, request: TimeStampRequest, body: bytes) -> None:
    """Checks that a token is granted, for this digest and this request. A verifier with roots checks the signature.

    Raises `TimestampUnavailable`.
    """
    try:
        answer = decode_token(token)
        granted = PKIStatus(answer.status) is PKIStatus.GRANTED
        if granted and (answer.tst_info.nonce != request.nonce or not is_over(answer, body)):
            raise TimestampUnavailable("Le jeton de l'horodateur n'est pas celui qui lui était demandé.")
    except ValueError as error:
        raise TimestampUnavailable("La réponse de l'horodateur n'est pas lisible (RFC 3161).") from error
    if not granted:
        raise TimestampUnavailable(f"L'horodateur refuse : {answer.status}.")


def is_over(answer: TimeStampResponse, body: bytes) -> bool:
    """Tells whether the token stamps the SHA-256 of these bytes."""
    imprint = answer.tst_info.message_imprint
    return imprint.hash_algorithm.dotted_string == SHA256 and imprint.message == hashlib.sha256(body).digest()


def read_timestamp(connection: Connection, size: int) -> bytes | None:
    row = connection.cursor(binary=True).execute(STAMP_OF_SIZE, [size]).fetchone()
    return row[0] if row else None
