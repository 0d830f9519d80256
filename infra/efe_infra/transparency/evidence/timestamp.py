"""Verification of a bundle's time-stamp token (RFC 3161) by the auditor, with the authority's root certificates."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from cryptography.x509 import Certificate, InvalidVersion, load_pem_x509_certificates
from rfc3161_client import VerificationError, VerifierBuilder

from efe_infra.transparency.evidence.verify import Fault, opened_zip, read
from efe_infra.transparency.sealing.timestamps import is_over
from efe_infra.transparency.sealing.token_decoding import decode_token

TIMESTAMP_FILE = "checkpoint.tsr"


class TimestampFault(Fault):
    """Token that does not prove the checkpoint."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "TIMESTAMP_FOREIGN": "Le jeton d'horodatage est d'un autre point de contrôle.",
        "TIMESTAMP_MISSING": "Le paquet n'a pas de jeton d'horodatage.",
        "TIMESTAMP_UNREADABLE": "Ce n'est pas un jeton d'horodatage lisible (RFC 3161).",
        "TIMESTAMP_UNTRUSTED": "Le jeton d'horodatage n'est pas d'un horodateur de ces racines.",
    }


def roots_of(path: Path) -> Sequence[Certificate]:
    """Loads root certificates. Raises `OSError`, or `ValueError` for a file of anything else."""
    try:
        return load_pem_x509_certificates(path.read_bytes())
    except ValueError as error:
        raise ValueError("Les racines de l'horodateur ne sont pas des certificats PEM.") from error


def proven_time(bundle: Path, checkpoint: bytes, roots: Sequence[Certificate]) -> datetime:
    """Returns the instant at which the verified checkpoint existed at the latest. Raises `Fault`."""
    with opened_zip(bundle) as files:
        if TIMESTAMP_FILE not in files:
            raise TimestampFault("TIMESTAMP_MISSING", TIMESTAMP_FILE)
        token = read(files, TIMESTAMP_FILE)
    return time_of(token, checkpoint, roots)


def time_of(token: bytes, body: bytes, roots: Sequence[Certificate]) -> datetime:
    """Returns the instant that a token states of these bytes. Raises `Fault`."""
    try:
        answer = decode_token(token)
        if not is_over(answer, body):
            raise TimestampFault("TIMESTAMP_FOREIGN", TIMESTAMP_FILE)
        VerifierBuilder(roots=list(roots)).build().verify_message(answer, body)
    except (ValueError, InvalidVersion) as error:
        raise TimestampFault("TIMESTAMP_UNREADABLE", TIMESTAMP_FILE) from error
    except VerificationError as error:
        raise TimestampFault("TIMESTAMP_UNTRUSTED", TIMESTAMP_FILE) from error
    return answer.tst_info.gen_time
