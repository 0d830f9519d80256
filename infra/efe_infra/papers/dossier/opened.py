"""Evaluation file as a verifier opens it: the report vouches for each file by its hash, and for no other file."""

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import IO, Final, Self
from zipfile import ZipFile, ZipInfo

from efe_domain.shared.bassins import Bassin
from efe_infra.console.register.ids import key_of
from efe_infra.papers.declaration.enclosed import SUMS, EnclosedFile, enclosed_in, sums_text
from efe_infra.papers.dossier import bundle_copy, extracts, read_me
from efe_infra.papers.dossier.making import REPORT
from efe_infra.papers.dossier.order import DossierOrder
from efe_infra.papers.dossier.tables import DossierMoment
from efe_infra.papers.kinds import decision, report
from efe_infra.papers.kinds.report_period import ReportPeriod
from efe_infra.papers.verification import EXIT_STATUSES, verify_compiled
from efe_infra.transparency.evidence.verify import MAX_PAPER_BYTES, Fault, PaperProof, Proof, verify_zip

FAULTS: Final = {
    "BUNDLE_FOREIGN": "Le paquet joint n'est pas de l'Instance du rapport, ou s'arrête avant sa position.",
    "DOSSIER_UNREADABLE": "Le fichier n'est pas un dossier d'évaluation, ou il est abîmé.",
    "EXTRACTS_DIFFER": "Les extraits joints ne sont pas ceux des décisions de la période.",
    "EXTRACT_FOREIGN": "L'extrait n'est pas celui d'une décision lue à la position du rapport.",
    "FILE_ALTERED": "Ce fichier n'est plus celui pour lequel le rapport vaut.",
    "FILE_MISSING": "Le rapport vaut pour ce fichier, qui manque.",
    "FILE_NOT_ENCLOSED": "Le rapport ne connaît pas ce fichier, qui a été ajouté.",
    "READ_ME_DIFFERS": "Ce texte n'est pas celui que la plateforme écrit pour ce dossier.",
    "REPORT_FOREIGN": "Le document n'est pas le rapport d'un dossier d'évaluation.",
    "SUMS_DIFFER": "Cette liste n'est pas celle pour laquelle le rapport vaut.",
    "TABLE_DIFFERS": "Le registre donne un autre tableau.",
}
STATUSES: Final[Mapping[str, int]] = {
    **EXIT_STATUSES,
    **dict.fromkeys(("FILE_ALTERED", "FILE_MISSING", "FILE_NOT_ENCLOSED", "SUMS_DIFFER"), 3),
    **dict.fromkeys(("EXTRACTS_DIFFER", "READ_ME_DIFFERS", "TABLE_DIFFERS"), 4),
}
"""Exit status of `efe verify` by the code of a fault of an evaluation file, or of a paper in it; 1 for any other."""
NAMES: Final = re.compile(
    r"(?:tableaux/[a-z]{1,20}\.(?:csv|xlsx)|decisions/[a-z0-9-]{1,160}\.pdf"
    r"|preuves\.zip|LISEZMOI\.txt|SHA256SUMS|rapport\.pdf)"
)
MAX_FILES: Final = 5_000
MAX_FILE_BYTES: Final = 1 << 30
PIECE_BYTES: Final = 1 << 18


class DossierFault(Fault):
    """First fault of an evaluation file."""

    SENTENCES: Final = FAULTS  # type: ignore[misc] # a table of the class


@dataclass(frozen=True, kw_only=True)
class OpenedDossier:
    """Files of an evaluation file whose hashes the report confirms, and the proofs of its papers.

    `bundle` is the proof of the enclosed bundle, which lies at `bundle_path`; None if there is none.
    """

    order: DossierOrder
    moment: DossierMoment
    report: PaperProof
    extracts: Mapping[str, PaperProof]
    enclosed: Sequence[EnclosedFile]
    archive: ZipFile
    bundle: Proof | None
    bundle_path: Path

    @classmethod
    def of(cls, archive: ZipFile, folder: Path, key: str, witnesses: Sequence[str] = ()) -> Self:
        """Checks all but the values; `folder` takes the bundle. Raises `Fault`, `PaperRefused` or `ValueError`."""
        members = checked_members(archive)
        proof = verify_compiled(paper_in(archive, REPORT), key, witnesses)
        order, moment = described(proof)
        enclosed = checked_files(archive, members, proof)
        papers = {
            each.name: verify_compiled(paper_in(archive, each.name), key, witnesses)
            for each in enclosed
            if each.name.startswith(f"{extracts.FOLDER}/")
        }
        for name, paper in papers.items():
            if paper.content["kind"] != decision.PAPER.kind or paper.content["position"] != moment.position:
                raise DossierFault("EXTRACT_FOREIGN", name)
        bundle, bundle_path = None, folder / bundle_copy.FILE
        if bundle_copy.FILE in members:
            with archive.open(bundle_copy.FILE) as source, bundle_path.open("wb") as target:
                shutil.copyfileobj(source, target)
            bundle = verify_zip(bundle_path, key, (), witnesses)
            if bundle.bassin != order.bassin.value or bundle.position < moment.position:
                raise DossierFault("BUNDLE_FOREIGN", bundle_copy.FILE)
        return cls(
            order=order,
            moment=moment,
            report=proof,
            extracts=papers,
            enclosed=enclosed,
            archive=archive,
            bundle=bundle,
            bundle_path=bundle_path,
        )

    @property
    def papers(self) -> Sequence[PaperProof]:
        return [self.report, *self.extracts.values()]

    def read_me(self) -> str:
        return self.archive.read(read_me.FILE).decode(errors="replace")


def checked_members(archive: ZipFile) -> Mapping[str, ZipInfo]:
    """Returns the files by name. Raises `DossierFault`."""
    infos = archive.infolist()
    members = {each.filename: each for each in infos}
    if len(infos) > MAX_FILES or len(members) < len(infos) or archive.comment:
        raise DossierFault("DOSSIER_UNREADABLE", "ZIP")
    for name, each in members.items():
        if not NAMES.fullmatch(name) or each.flag_bits & 1 or each.file_size > MAX_FILE_BYTES:
            raise DossierFault("FILE_NOT_ENCLOSED", name)
    for name in (REPORT, SUMS, read_me.FILE):
        if name not in members:
            raise DossierFault("FILE_MISSING", name)
    return members


def paper_in(archive: ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MAX_PAPER_BYTES:
        raise DossierFault("DOSSIER_UNREADABLE", name)
    return archive.read(name)


def described(proof: PaperProof) -> tuple[DossierOrder, DossierMoment]:
    """Returns what the report says it is. Raises `DossierFault`."""
    content = proof.content
    try:
        since = content["part"]
        order = DossierOrder(
            bassin=Bassin(key_of(content["object"])),
            period=ReportPeriod(
                date.fromisoformat(since) if since else None, date.fromisoformat(content["in_force_on"])
            ),
            max_decisions=0,
        )
        moment = DossierMoment(int(content["position"]), int(content["timestamp"]))
        is_report = content["kind"] == report.PAPER.kind
    except (KeyError, TypeError, ValueError, AttributeError):
        is_report = False
    if not is_report:
        raise DossierFault("REPORT_FOREIGN", REPORT)
    return order, moment


def checked_files(archive: ZipFile, members: Mapping[str, ZipInfo], proof: PaperProof) -> Sequence[EnclosedFile]:
    """Returns the files that the report vouches for, which are all others. Raises `DossierFault`."""
    try:
        enclosed = enclosed_in(proof.content)
    except ValueError:
        raise DossierFault("REPORT_FOREIGN", REPORT) from None
    if archive.read(SUMS) != sums_text(enclosed):
        raise DossierFault("SUMS_DIFFER", SUMS)
    for each in enclosed:
        if each.name not in members:
            raise DossierFault("FILE_MISSING", each.name)
        with archive.open(each.name) as file:
            if digest_of(file) != each.sha256:
                raise DossierFault("FILE_ALTERED", each.name)
    for name in surplus(members, enclosed):
        raise DossierFault("FILE_NOT_ENCLOSED", name)
    return enclosed


def digest_of(file: IO[bytes]) -> str:
    digest = sha256()
    while piece := file.read(PIECE_BYTES):
        digest.update(piece)
    return digest.hexdigest()


def surplus(members: Mapping[str, ZipInfo], enclosed: Sequence[EnclosedFile]) -> Iterator[str]:
    yield from sorted(members.keys() - {each.name for each in enclosed} - {REPORT, SUMS})
