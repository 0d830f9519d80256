"""The time-stamp token of a bundle (RFC 3161), for auditors who have the root certificates."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

from efe_infra.transparency.evidence.verify import Fault, opened_zip, read
from efe_infra.transparency.sealing.timestamps import is_over

STAMP = "checkpoint.tsr"


class TimestampFault(Fault):
    """Why the token proves nothing of the checkpoint."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "TIMESTAMP_FOREIGN": "Le jeton d'horodatage est d'un autre point de contrôle.",
        "TIMESTAMP_MISSING": "Le paquet n'a pas de jeton d'horodatage.",
        "TIMESTAMP_UNREADABLE": "Ce n'est pas un jeton d'horodatage lisible (RFC 3161).",
        "TIMESTAMP_UNTRUSTED": "Le jeton d'horodatage n'est pas d'un horodateur de ces racines.",
    }


def roots_of(path: Path) -> Sequence[Certificate]:
    """Raises `OSError`, or `ValueError` for a file that is not of certificates."""
    try:
        return load_pem_x509_certificates(path.read_bytes())
    except ValueError as error:
        raise ValueError("Les racines de l'horodateur ne sont pas des certificats PEM.") from error


def proven_time(bundle: Path, checkpoint: bytes, roots: Sequence[Certificate]) -> datetime:
    """When the checkpoint that was verified of a bundle was there at the latest. Raises `Fault`."""
    with opened_zip(bundle) as files:
        if STAMP not in files:
            raise TimestampFault("TIMESTAMP_MISSING", STAMP)
        token = read(files, STAMP)
    return _time(token, checkpoint, roots)


def _time(token: bytes, body: bytes, roots: Sequence[Certificate]) -> datetime:
    try:
        answer = decode_timestamp_response(token)
        if not is_over(answer, body):
            raise TimestampFault("TIMESTAMP_FOREIGN", STAMP)
        VerifierBuilder(roots=list(roots)).build().verify_message(answer, body)
    except ValueError as error:
        raise TimestampFault("TIMESTAMP_UNREADABLE", STAMP) from error
    except VerificationError as error:
        raise TimestampFault("TIMESTAMP_UNTRUSTED", STAMP) from error
    return answer.tst_info.gen_time
