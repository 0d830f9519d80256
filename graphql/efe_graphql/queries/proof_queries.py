"""Root fields of proofs. They read the sealed log, not the read model."""

from typing import Annotated

import strawberry
from anyio.to_thread import run_sync
from strawberry import field

from efe_graphql.contract.errors import BadUserInput
from efe_graphql.contract.scalars import Position
from efe_graphql.request.context import Info
from efe_graphql.types.trail.proof import ConsistencyProof, LedgerCheckpoint, LedgerProof


@strawberry.type
class ProofQueries:
    @field(
        description=(
            "Le dernier point de contrôle signé du registre, ou celui d'une taille donnée ; nul s'il n'y en a pas. "
            "Public : gardez-le hors de la plateforme, il confondra toute réécriture."
        )
    )
    async def ledger_checkpoint(
        self,
        info: Info,
        size: Annotated[int | None, strawberry.argument(description="Le nombre de feuilles.")] = None,
    ) -> LedgerCheckpoint | None:
        checkpoint = await run_sync(info.context.ports.proofs.ledger_checkpoint, size)
        return LedgerCheckpoint.of(checkpoint) if checkpoint else None

    @field(
        description=(
            "La preuve qu'un événement est dans le registre scellé, pour les siens. Nulle tant que la position n'est "
            "pas scellée (quelques secondes après l'enregistrement), et pour qui ne voit pas l'événement."
        )
    )
    async def ledger_proof(
        self,
        info: Info,
        position: Annotated[Position, strawberry.argument(description="La position de l'événement.")],
    ) -> LedgerProof | None:
        """Returns None for a position that is not sealed, and for an event that the viewer may not see."""
        context = info.context
        context.check_account()
        proof = await run_sync(context.ports.proofs.ledger_event, position)
        if not proof or not any(map(context.opens, proof.bassins)):
            return None
        await context.read_as_auditor("Query.ledgerProof", proof.bassins, {"position": position})
        return LedgerProof.of(proof)

    @field(
        description=(
            "La preuve qu'un état du registre scellé prolonge un état antérieur. Nulle si le second n'est pas encore "
            "signé. Publique."
        )
    )
    async def ledger_consistency(
        self,
        info: Info,
        from_: Annotated[int, strawberry.argument(name="from", description="La taille du premier état.")],
        to: Annotated[int, strawberry.argument(description="La taille du second état.")],
    ) -> ConsistencyProof | None:
        if not 0 < from_ <= to:
            raise BadUserInput("`from` vaut au moins 1, et `to` au moins `from`.")
        proof = await run_sync(info.context.ports.proofs.ledger_consistency, from_, to)
        return ConsistencyProof.of(proof) if proof else None
