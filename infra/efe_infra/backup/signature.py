"""Signature of a manifest by the key of the ledger log. It covers every row of the backup, since the manifest has
the digest of each file.

The text of the note has a heading that no log has as origin, so that it is never read as a checkpoint.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from efe_domain.transparency.notes import Note, NoteInvalid, VerifierKey
from efe_domain.transparency.routed_log import SUFFIX
from efe_infra.backup.errors import BackupUnreadable, ManifestForged
from efe_infra.backup.files import open_plain
from efe_infra.backup.manifest import MANIFEST, SIGNATURE
from efe_infra.transparency.sealing.errors import KeyMissing
from efe_infra.transparency.sealing.keys import KeyFiles

HEADING: Final = "efe-synergies/backup/manifest"
MAX_NOTE_BYTES: Final = 1 << 16


def sign(folder: Path, keys: Sequence[VerifierKey], files: KeyFiles) -> VerifierKey | None:
    """Writes the signature of the newest key. Returns None, and writes nothing, without its private half."""
    try:
        key = keys[-1]
        note = Note(_text(folder)).signed(key, files.signer(key))
    except (IndexError, KeyMissing):
        return None
    (folder / SIGNATURE).write_text(str(note), encoding="utf-8")
    return key


def signer_of(folder: Path, keys: Iterable[VerifierKey], checkpoint: str | None) -> VerifierKey | None:
    """Returns the key that signed the manifest, or None for a backup without a signature or without `keys`.

    `keys` are in the order of their rotation. Raises `ManifestForged` for a signature that is by none of them, or by
    an older one than the checkpoint of the backup.
    """
    candidates = [candidate for key in keys for candidate in _by_both_names(key)]
    if not candidates or not (folder / SIGNATURE).exists():
        return None
    try:
        with open_plain(folder / SIGNATURE) as file:
            note = Note.parse(file.read(MAX_NOTE_BYTES).decode())
        signers = note.verified(candidates) if note.text == _text(folder) else []
        sealing = Note.parse(checkpoint).verified(candidates) if checkpoint else []
    except (NoteInvalid, UnicodeDecodeError) as error:
        raise ManifestForged from error
    except OSError as error:
        raise BackupUnreadable(folder, error.strerror or "illisible") from error
    if not signers or (sealing and candidates.index(signers[-1]) < candidates.index(sealing[-1])):
        raise ManifestForged
    return signers[-1]


def _by_both_names(key: VerifierKey) -> Sequence[VerifierKey]:
    """Returns the key under the name of the installation and under that of its log: it is good under both."""
    name = key.name.removesuffix(SUFFIX)
    return [VerifierKey(each, key.type, key.public) for each in (name, name + SUFFIX)]


def _text(folder: Path) -> str:
    with open_plain(folder / MANIFEST) as file:
        return f"{HEADING}\n{hashlib.file_digest(file, 'sha256').hexdigest()}\n"
