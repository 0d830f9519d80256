"""Reasons of failed connections to other servers, in words: DNS, refusal, time, and the fault of a certificate."""

import socket
import ssl
from collections.abc import Iterator
from typing import Final

CERTIFICATE_FAULTS: Final = {
    9: "il n'est pas encore valable",
    10: "il a expiré",
    18: "il est signé par lui-même, et non par une autorité",
    19: "son autorité n'est pas connue de cette machine",
    20: "son autorité n'est pas connue de cette machine",
    21: "son autorité n'est pas connue de cette machine",
    23: "il est révoqué",
    62: "il est au nom d'un autre serveur",
    64: "il n'est pas au nom de cette adresse IP",
}
"""What OpenSSL finds wrong with a certificate, by its code (`X509_V_ERR_…`)."""


class AnswerUnexpected(ValueError):
    """Answer that is not the expected one; the message is the end of a French sentence."""


def reason_of(error: BaseException) -> str:
    """Returns the reason of a failed connection, as the end of a French sentence. It quotes nothing that was sent."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            fault = CERTIFICATE_FAULTS.get(cause.verify_code, cause.verify_message)
            return f"TLS, son certificat n'est pas accepté : {fault}"
        if isinstance(cause, AnswerUnexpected):
            return str(cause)
    for kind, reason in REASONS.items():
        if any(isinstance(cause, kind) for cause in causes):
            return reason
    return f"il ne répond pas comme attendu ({type(causes[-1]).__name__})"


REASONS: Final[dict[type[BaseException], str]] = {
    ssl.SSLError: "TLS, il ne s'ouvre pas : ce port parle sans doute un autre protocole",
    socket.gaierror: "DNS, son nom n'est pas connu",
    ConnectionRefusedError: "connexion refusée, rien n'écoute à cette adresse",
    ConnectionResetError: "il coupe la connexion",
    TimeoutError: "il ne répond pas à temps",
    OSError: "le réseau n'y mène pas",
}
"""Reasons by kind, the most precise first."""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yields an error and all that caused it, also the errors of a group."""
    visited_ids, waiting = set[int](), [error]
    while waiting:
        each = waiting.pop(0)
        if id(each) in visited_ids:
            continue
        visited_ids.add(id(each))
        yield each
        waiting += [cause for cause in (each.__cause__, each.__context__) if cause]
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions
