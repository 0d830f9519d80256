"""Proofs of sealed events, checkable without trust in the platform. Hashes are in hexadecimal."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Self

import strawberry
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_domain.transparency import proofs
from efe_domain.transparency.blocks import BlockHeader
from efe_graphql.contract.scalars import Position

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@strawberry.type(description="L'état signé du registre : une note signée (C2SP), avec sa signature Ed25519.")
class LedgerCheckpoint:
    origin: str = field(description="Le nom du journal, qui est aussi celui de ses clés.")
    size: int = field(description="Le nombre de feuilles : la genèse, et une par événement jusqu'à `size - 1`.")
    root: str = field(description="La racine de l'arbre (RFC 9162), en hexadécimal.")
    note: str = field(
        description="La note signée, avec les cosignatures des témoins : c'est elle que l'on vérifie et garde."
    )

    @classmethod
    def of(cls, found: proofs.SignedCheckpoint) -> Self:
        return cls(origin=found.origin, size=found.size, root=found.root.hex(), note=found.note)


@strawberry.type(description="La preuve qu'un événement, avec ses Instances concernées, est dans le registre scellé.")
class LedgerProof:
    position: Position = field(description="La position de l'événement, et la place de sa feuille dans le journal.")
    leaf: str = field(description="Son empreinte scellée : celle que porte aussi la piste d'audit.")
    entry: str = field(
        description=(
            "L'entrée du journal : les Instances concernées (deux octets, un bit par Instance de la genèse) et "
            "l'empreinte. La feuille du journal est SHA-256(0x00 ‖ ces octets)."
        )
    )
    bassins: list[Bassin] = field(description="Les Instances concernées, que dit aussi l'entrée.")
    path: list[str] = field(description="Le chemin d'inclusion jusqu'à la racine (RFC 9162), du bas vers le haut.")
    checkpoint: LedgerCheckpoint = field(description="Le point de contrôle dont le chemin atteint la racine.")

    @classmethod
    def of(cls, found: proofs.LedgerProof) -> Self:
        return cls(
            position=Position(found.position),
            leaf=found.leaf.hex(),
            entry=found.entry.hex(),
            bassins=[Bassin(each) for each in found.bassins],
            path=_hex(found.path),
            checkpoint=LedgerCheckpoint.of(found.checkpoint),
        )


@strawberry.type(description="L'état signé du journal des blocs : une note signée (C2SP), avec sa signature Ed25519.")
class Checkpoint:
    origin: str = field(description="Le nom du journal, qui est aussi celui de ses clés.")
    size: int = field(description="Le nombre de blocs du journal.")
    root: str = field(description="La racine de l'arbre des blocs (RFC 9162), en hexadécimal.")
    note: str = field(
        description="La note signée, avec les cosignatures des témoins : c'est elle que l'on vérifie et garde."
    )

    @classmethod
    def of(cls, found: proofs.SignedCheckpoint) -> Self:
        return cls(origin=found.origin, size=found.size, root=found.root.hex(), note=found.note)


@strawberry.type(description="Un bloc scellé, et son chemin jusqu'à la racine d'un point de contrôle.")
class SealedBlock:
    header: str = field(
        description="L'en-tête, en JSON canonique (RFC 8785). La feuille du journal est SHA-256(0x00 ‖ ces octets)."
    )
    number: int = field(description="Son numéro, à partir de 1.")
    first_position: Position = field(description="La première position qu'il scelle.")
    last_position: Position = field(description="La dernière position qu'il scelle.")
    sealed_at: datetime = field(description="Quand il a été scellé.")
    index: int = field(description="La place de sa feuille dans le journal, à partir de 0.")
    path: list[str] = field(description="Le chemin d'inclusion de cette feuille (RFC 9162), du bas vers le haut.")
    checkpoint: Checkpoint = field(description="Le point de contrôle dont le chemin atteint la racine.")

    @classmethod
    def of(cls, found: proofs.BlockProof) -> Self:
        header = BlockHeader.parse(found.header)
        return cls(
            header=found.header.decode(),
            number=header.block,
            first_position=Position(header.first),
            last_position=Position(header.last),
            sealed_at=EPOCH + timedelta(microseconds=header.sealed_at),
            index=found.index,
            path=_hex(found.path),
            checkpoint=Checkpoint.of(found.checkpoint),
        )


@strawberry.type(description="La preuve qu'un événement est dans le registre scellé.")
class InclusionProof:
    position: Position = field(description="La position de l'événement.")
    leaf: str = field(description="Son empreinte scellée : celle que porte aussi la piste d'audit.")
    index: int = field(description="Sa place dans l'arbre du bloc, à partir de 0.")
    size: int = field(description="Le nombre d'événements du bloc.")
    path: list[str] = field(
        description="Le chemin d'inclusion jusqu'à `events_root` de l'en-tête (RFC 9162), du bas vers le haut."
    )
    block: SealedBlock = field(description="Le bloc qui scelle l'événement.")

    @classmethod
    def of(cls, found: proofs.EventProof) -> Self:
        return cls(
            position=Position(found.position),
            leaf=found.leaf.hex(),
            index=found.index,
            size=found.size,
            path=_hex(found.path),
            block=SealedBlock.of(found.block),
        )


@strawberry.type(description="Combien d'événements concernent une Instance, la racine de leur arbre, et la preuve.")
class InstanceHead:
    bassin: Bassin = field(description="L'Instance.")
    size: int = field(description="Le nombre d'événements scellés ; 0 si aucun ne la concerne.")
    root: str | None = field(description="La racine de leur arbre (RFC 9162) ; nulle si aucun ne la concerne.")
    bitmap: str = field(
        description=(
            "256 bits en hexadécimal : le premier dit si le voisin juste sous `heads_root` n'est pas vide, "
            "et ainsi de suite en descendant."
        )
    )
    siblings: list[str] = field(description="Les voisins qui ne sont pas vides, du haut vers le bas.")
    block: SealedBlock = field(description="Le dernier bloc, dont `heads_root` est la racine de la carte.")

    @classmethod
    def of(cls, found: proofs.InstanceProof) -> Self:
        return cls(
            bassin=Bassin(found.bassin),
            size=found.instance_root.size if found.instance_root else 0,
            root=found.instance_root.root.hex() if found.instance_root else None,
            bitmap=f"{found.proof.bitmap:064x}",
            siblings=_hex(found.proof.siblings),
            block=SealedBlock.of(found.block),
        )


@strawberry.type(description="La preuve qu'un état du journal prolonge un état antérieur sans le réécrire.")
class ConsistencyProof:
    from_size: int = field(description="La taille du premier état.")
    to_size: int = field(description="La taille du second état.")
    path: list[str] = field(description="Le chemin de cohérence de la RFC 9162.")

    @classmethod
    def of(cls, found: proofs.LogConsistency) -> Self:
        return cls(from_size=found.first, to_size=found.second, path=_hex(found.path))


def _hex(hashes: Sequence[bytes]) -> list[str]:
    return [each.hex() for each in hashes]


@strawberry.type(
    description="Un événement tel qu'il a été scellé. Son empreinte, celle de `leaf`, est SHA-256(0x00 ‖ position "
    "sur 8 octets ‖ microsecondes de `recordedAt` sur 8 ‖ `originatorId` sur 16 ‖ `originatorVersion` sur 8 ‖ "
    "longueur de `topic` sur 4 ‖ `topic` ‖ `state`), le poids fort d'abord."
)
class SealedEvent:
    originator_id: str = field(description="L'UUID de son objet.")
    originator_version: int = field(description="La version qu'il a faite de son objet.")
    topic: str = field(description="Le sujet versionné sous lequel il est gardé.")
    state: str = field(description="Son contenu, en JSON canonique (RFC 8785) : à l'octet près, en UTF-8.")

    @classmethod
    def of(cls, found: proofs.SealedEvent) -> Self:
        return cls(
            originator_id=str(found.originator_id),
            originator_version=found.originator_version,
            topic=found.topic,
            state=found.state.decode(),
        )
