"""Checkpoints, inclusion and consistency proofs, and sealed events of the ledger log, with hashes in hexadecimal."""

from collections.abc import Sequence
from typing import Self

import strawberry
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_domain.transparency import proofs
from efe_graphql.contract.scalars import Position


@strawberry.type(description="L'état signé du registre : une note signée (C2SP), avec sa signature Ed25519.")
class LedgerCheckpoint:
    origin: str = field(description="Le nom du journal, qui est aussi celui de ses clés.")
    size: int = field(description="Le nombre de feuilles : la genèse, et une par événement jusqu'à `size - 1`.")
    root: str = field(description="La racine de l'arbre (RFC 9162), en hexadécimal.")
    note: str = field(
        description="La note signée, avec les cosignatures des témoins : c'est elle que l'on vérifie et garde."
    )

    @classmethod
    def of(cls, checkpoint: proofs.SignedCheckpoint) -> Self:
        return cls(origin=checkpoint.origin, size=checkpoint.size, root=checkpoint.root.hex(), note=checkpoint.note)


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
    def of(cls, proof: proofs.LedgerProof) -> Self:
        return cls(
            position=Position(proof.position),
            leaf=proof.leaf.hex(),
            entry=proof.entry.hex(),
            bassins=[Bassin(each) for each in proof.bassins],
            path=_hex(proof.path),
            checkpoint=LedgerCheckpoint.of(proof.checkpoint),
        )


@strawberry.type(description="La preuve qu'un état du journal prolonge un état antérieur sans le réécrire.")
class ConsistencyProof:
    from_size: int = field(description="La taille du premier état.")
    to_size: int = field(description="La taille du second état.")
    path: list[str] = field(description="Le chemin de cohérence de la RFC 9162.")

    @classmethod
    def of(cls, proof: proofs.LogConsistency) -> Self:
        return cls(from_size=proof.first, to_size=proof.second, path=_hex(proof.path))


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
    def of(cls, event: proofs.SealedEvent) -> Self:
        return cls(
            originator_id=str(event.originator_id),
            originator_version=event.originator_version,
            topic=event.topic,
            state=event.state.decode(),
        )
