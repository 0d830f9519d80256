"""Texts around a paper: letterhead, footer, QR code of the public proof page, and what it does not prove."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, Final

from efe_infra.console.language.formats import ZONE
from efe_infra.console.language.translatable import Locale, Translatable, tr
from efe_infra.papers.declaration.enclosed import EnclosedFile, sums_hash
from efe_infra.papers.declaration.paper import PaperInput
from efe_infra.papers.declaration.reader import ReadMoment
from efe_infra.papers.declaration.values import in_words
from efe_infra.papers.proof.evidence import FIRST_ACTS, LAST_ACTS, MAX_ACTS, Acts

PROOF_PAGE: Final = "/actes/verification"
"""Public page that says how a paper is verified, and shows a checkpoint."""


ISSUER: Final = tr("Instances bassin EFE")


def printed_frame(
    content: PaperInput,
    moment: ReadMoment,
    acts: Acts,
    origin: str | None,
    locale: Locale,
    enclosed: Sequence[EnclosedFile] = (),
) -> dict[str, Any]:
    """Returns the texts around a paper in one language, as its template prints them."""
    frame = {"issuer": content.get("issuer", ISSUER), **frame_of(moment, acts, origin, enclosed)}
    qr = frame.pop("qr")
    return {**in_words(frame, locale), "qr": qr}


def frame_of(
    moment: ReadMoment, acts: Acts, origin: str | None, enclosed: Sequence[EnclosedFile] = ()
) -> dict[str, Any]:
    size = checkpoint_size(acts.note)
    address = f"{origin}{PROOF_PAGE}" + (f"?point={size}" if size else "") if origin else None
    return {
        "state": tr("État du registre au %(day)s", day=moment.known_at.astimezone(ZONE).date()),
        "sealed": sealed_line(size),
        "page": tr("Page"),
        "proof-title": tr("Ce que ce document prouve"),
        "proof": [*enclosed_lines(enclosed), *proof_lines(acts, address)],
        "address": address,
        "qr": qr_code(address) if address else None,
        "qr-alt": tr("Adresse de la page qui explique comment vérifier ce document"),
        "attachment": tr("Preuve : actes, chemins, point de contrôle signé et données de ce document"),
    }


def sealed_line(size: int | None) -> Translatable:
    return tr("Point de contrôle signé n° %(size)s", size=size) if size else tr("Registre pas encore scellé")


def enclosed_lines(enclosed: Sequence[EnclosedFile]) -> Iterator[Translatable]:
    if enclosed:
        yield tr(
            "Ce document vaut pour les %(count)s autres fichiers de son dossier. Empreinte SHA-256 de leur liste"
            " « SHA256SUMS » : %(hash)s.",
            count=len(enclosed),
            hash=in_groups(sums_hash(enclosed)),
        )


def in_groups(digits: str) -> str:
    """Returns digits with a space after each eight, so that a line can break there."""
    return " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))


def proof_lines(acts: Acts, address: str | None) -> Iterator[Translatable]:
    if acts.proofs:
        yield tr("Le fichier « preuve.json », joint à ce PDF, mène de chaque acte à un point de contrôle signé.")
    else:
        yield tr("Ce document ne porte la preuve d'aucun acte : son lecteur ne lit pas la piste d'audit.")
    if len(acts.proofs) + len(acts.unsealed) >= MAX_ACTS:
        yield tr(
            "La preuve porte sur les %(first)s premiers actes et les %(last)s derniers ; "
            "les autres se lisent sur la plateforme.",
            first=FIRST_ACTS,
            last=LAST_ACTS,
        )
    if acts.unsealed:
        yield tr("Des actes récents ne sont pas encore scellés : demandez ce document à nouveau dans un instant.")
    yield tr(
        "Les noms de personnes ne sont pas prouvés : le registre n'en contient pas. "
        "Une correction faite plus tard se lit sur la plateforme, pas ici."
    )
    if address:
        yield tr("Pour le vérifier : %(address)s", address=address)


def checkpoint_size(note: str | None) -> int | None:
    """Returns the number of leaves that a checkpoint signs: its second line."""
    return int(note.split("\n")[1]) if note else None


def qr_code(address: str) -> str:
    """Returns an SVG of the address."""
    import segno  # noqa: PLC0415 - of the extra `papers`

    image = BytesIO()
    segno.make(address, error="m", micro=False).save(image, kind="svg", border=0, xmldecl=False, svgns=True, nl=False)
    return image.getvalue().decode()
