"""An event as it was sealed: what a reader needs to prove a line of the trail from its bytes."""

from typing import Self

import strawberry
from strawberry import field

from efe_domain.transparency import proofs


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
