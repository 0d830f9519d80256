"""The root fields of proofs. They read the sealed log, not the read model."""

from collections.abc import Callable, Sequence
from typing import Annotated, Protocol

import strawberry
from anyio.to_thread import run_sync
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import Forbidden
from efe_graphql.contract.errors import BadUserInput
from efe_graphql.contract.scalars import Position
from efe_graphql.request.context import Context, Info
from efe_graphql.types.trail.proof import (
    Checkpoint,
    ConsistencyProof,
    InclusionProof,
    InstanceHead,
    LedgerCheckpoint,
    LedgerProof,
)

UNTIL = "Jusqu'au 2027-12-31 ; le journal des blocs est clos, nul au-delà de son dernier bloc ; lire `{}`."


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
        found = await run_sync(info.context.ports.proofs.ledger_checkpoint, size)
        return LedgerCheckpoint.of(found) if found else None

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
        found = await _proof_of_event(
            info.context, "Query.ledgerProof", position, info.context.ports.proofs.ledger_event
        )
        return LedgerProof.of(found) if found else None

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
        _check_sizes(from_, to)
        found = await run_sync(info.context.ports.proofs.ledger_consistency, from_, to)
        return ConsistencyProof.of(found) if found else None

    @field(
        description=(
            "Le dernier point de contrôle signé du journal, ou celui d'une taille donnée ; nul s'il n'y en a pas. "
            "Public : gardez-le hors de la plateforme, il confondra toute réécriture."
        ),
        deprecation_reason=UNTIL.format("ledgerCheckpoint"),
    )
    async def checkpoint(
        self,
        info: Info,
        size: Annotated[int | None, strawberry.argument(description="Le nombre de blocs.")] = None,
    ) -> Checkpoint | None:
        found = await run_sync(info.context.ports.proofs.checkpoint, size)
        return Checkpoint.of(found) if found else None

    @field(
        description=(
            "La preuve qu'un événement est dans le registre scellé, pour les siens. Nulle tant que la position n'est "
            "pas scellée (quelques secondes après l'enregistrement), et pour qui ne voit pas l'événement."
        ),
        deprecation_reason=UNTIL.format("ledgerProof"),
    )
    async def inclusion_proof(
        self,
        info: Info,
        position: Annotated[Position, strawberry.argument(description="La position de l'événement.")],
    ) -> InclusionProof | None:
        find = info.context.ports.proofs.event
        found = await _proof_of_event(info.context, "Query.inclusionProof", position, find)
        return InclusionProof.of(found) if found else None

    @field(
        description=(
            "La preuve qu'un état du journal prolonge un état antérieur. Nulle si le second n'est pas encore signé. "
            "Publique."
        ),
        deprecation_reason=UNTIL.format("ledgerConsistency"),
    )
    async def consistency_proof(
        self,
        info: Info,
        from_: Annotated[int, strawberry.argument(name="from", description="La taille du premier état.")],
        to: Annotated[int, strawberry.argument(description="La taille du second état.")],
    ) -> ConsistencyProof | None:
        _check_sizes(from_, to)
        found = await run_sync(info.context.ports.proofs.consistency, from_, to)
        return ConsistencyProof.of(found) if found else None

    @field(
        description=(
            "Combien d'événements d'une Instance sont scellés et la racine de leur arbre, pour les siens : de quoi "
            "vérifier qu'une piste d'audit est complète. Nulle tant que rien n'est scellé."
        ),
        deprecation_reason=UNTIL.format("ledgerCheckpoint"),
    )
    async def instance_head(
        self,
        info: Info,
        bassin: Annotated[Bassin, strawberry.argument(description="L'Instance.")],
    ) -> InstanceHead | None:
        info.context.check_account()
        if not info.context.opens(bassin):
            raise Forbidden("La preuve d'une Instance n'est montrée qu'aux siens.")
        found = await run_sync(info.context.ports.proofs.instance, bassin)
        if not found:
            return None
        await info.context.read_as_auditor("Query.instanceHead", [bassin], {})
        return InstanceHead.of(found)


class _OfInstances(Protocol):
    @property
    def bassins(self) -> Sequence[str]: ...


async def _proof_of_event[P: _OfInstances](
    context: Context, read: str, position: Position, find: Callable[[int], P | None]
) -> P | None:
    """None for a position that is not sealed, and for an event that the viewer may not see."""
    context.check_account()
    found = await run_sync(find, position)
    if not found or not any(map(context.opens, found.bassins)):
        return None
    await context.read_as_auditor(read, found.bassins, {"position": position})
    return found


def _check_sizes(first: int, second: int) -> None:
    if not 0 < first <= second:
        raise BadUserInput("`from` vaut au moins 1, et `to` au moins `from`.")
