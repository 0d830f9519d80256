"""Commands that rectify recorded facts, confirm or drop a proposal, and answer a question."""

from collections.abc import Callable, Iterator
from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.catalogue import CORRECTIONS
from efe_domain.commands.correction_preview import Preview
from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import NotFound
from efe_domain.shared.record_events import Patch
from efe_graphql.contract.errors import BadUserInput
from efe_graphql.contract.global_id import read_id, uuid_of
from efe_graphql.mutations.fact_patch import FactPatchInput
from efe_graphql.mutations.inputs import About, EntityCommandInput
from efe_graphql.request.context import Context
from efe_graphql.types.nodes import KINDS
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.payloads import Payload, Shown


@strawberry.input
class CorrectionCommandInput(EntityCommandInput):
    """A command on the facts of one entity of any kind."""

    entity_id: ID = field(description="L'objet : pôle, décision, projet, opérateur, réunion, Instance…")

    @property
    def kind(self) -> type[Entity]:
        """Raises `BadUserInput`."""
        node_type = KINDS.get(read_id(self.entity_id).kind)
        if node_type is None or not issubclass(node_type, Entity) or node_type.SUBJECT not in CORRECTIONS:
            raise BadUserInput("Rien de cet objet ne se rectifie.")
        return node_type

    @property
    def entity(self) -> UUID:
        return uuid_of(self.kind.__name__, self.entity_id)

    def about(self) -> About:
        return self.kind, CORRECTIONS[self.kind.SUBJECT].aggregate.NOUN, self.entity

    def answered(self, payload: type[Payload]) -> tuple[str, Shown]:
        return payload.ENTITY[0], self.kind


@strawberry.input(description="Ce qui est rectifié d'un fait : quelques valeurs, ou le fait lui-même, annulé.")
class FactCorrectionInput:
    version: int = field(description="La version que le fait a faite de l'objet : `version` dans son histoire.")
    annul: bool = field(default=False, description="S'il est annulé : il n'a pas eu lieu.")
    patch: FactPatchInput | None = field(default=None, description="Sinon, ses valeurs justes.")

    def asked(self) -> Patch:
        """Raises `BadUserInput`."""
        if self.annul == bool(self.patch):
            raise BadUserInput("Un fait est annulé, ou reçoit d'autres valeurs.")
        return Patch(self.version, self.patch.fields() if self.patch else None)


@strawberry.input(
    description="Rectifier ce que le registre dit d'actes : une erreur matérielle, jamais l'acte lui-même (REGISTRE)."
    " Ce qui en découle suit ; ce que plus aucune règle ne permettrait est refusé."
)
class RectifyInput(CorrectionCommandInput):
    changes: list[FactCorrectionInput] = field(description="Les faits à rectifier, ensemble.")
    reason: str = field(description="Pourquoi.")
    document_sha256: str | None = field(
        default=None,
        description="L'empreinte d'un document déposé qui le montre ; il faut celui d'un contenu rectifié.",
    )
    minutes_meeting_id: ID | None = field(
        default=None,
        description="Une réunion d'un organe de l'Instance dont le procès-verbal adopté le dit ; il est"
        " cité, et une autre personne confirme ce qui le demande.",
    )

    def check(self, context: Context) -> None:
        super().check(context)
        for sha256 in self._documents():
            check_kept(context, sha256)

    def do(self, context: Context, _: UUID) -> CommandResult:
        return self._ask(context, context.ports.platform.rectify)

    def preview(self, context: Context) -> Preview:
        """Returns what the command would do, and raises as the command would. Runs on a thread."""
        return self._ask(context, context.ports.platform.preview_rectification)

    def _ask[R](self, context: Context, use_case: Callable[..., R]) -> R:
        return use_case(
            self.kind.SUBJECT,
            self.entity,
            tuple(self._asked(context)),
            self.reason,
            document=kept_document(context, self.document_sha256) if self.document_sha256 else None,
            minutes=uuid_of("Meeting", self.minutes_meeting_id) if self.minutes_meeting_id else None,
            on=self.effective_on,
        )

    def _asked(self, context: Context) -> Iterator[Patch]:
        """Yields the patches, with whole documents in place of their fingerprints."""
        for each in self.changes:
            patch = each.asked()
            if patch.fields and "document" in patch.fields:
                document = kept_document(context, str(patch.fields["document"]))
                patch = Patch(
                    patch.version,
                    {
                        **patch.fields,
                        "document": {name: getattr(document, name) for name in Document.__struct_fields__},
                    },
                )
            yield patch

    def _documents(self) -> Iterator[str]:
        if self.document_sha256:
            yield self.document_sha256
        for each in self.changes:
            if each.patch and isinstance(each.patch.document_sha256, str):
                yield each.patch.document_sha256


@strawberry.input(description="Confirmer une rectification qu'un autre coordinateur a proposée (REGISTRE).")
class ConfirmRectificationInput(CorrectionCommandInput):
    proposal: int = field(description="La version de l'objet à laquelle elle fut proposée.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.confirm_rectification(self.kind.SUBJECT, self.entity, self.proposal, on=self.effective_on)


@strawberry.input(description="Abandonner une rectification proposée (REGISTRE).")
class DropRectificationInput(CorrectionCommandInput):
    proposal: int = field(description="La version de l'objet à laquelle elle fut proposée.")
    reason: str = field(description="Pourquoi.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.drop_rectification(
            self.kind.SUBJECT, self.entity, self.proposal, self.reason, on=self.effective_on
        )


@strawberry.input(
    description="Confirmer ce qu'une rectification ou un retrait remettait en question : il a été revu (REGISTRE)."
)
class ConfirmFactInput(CorrectionCommandInput):
    question: int = field(description="La version de l'objet à laquelle il fut mis en question.")
    reason: str = field(description="Pourquoi il reste tel quel.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.confirm_fact(self.kind.SUBJECT, self.entity, self.question, self.reason, on=self.effective_on)


def _find(context: Context, sha256: str) -> Document | None:
    return context.ports.documents.find(sha256, context.coordinated)


def check_kept(context: Context, sha256: str) -> None:
    """Raises `NotFound` if no Instance of the caller keeps the document. It blocks."""
    if _find(context, sha256) is None:
        raise NotFound("Document", sha256[:64])


def kept_document(context: Context, sha256: str) -> Document:
    """Returns the document; an empty one if there is none, which `check_kept` refuses. It blocks."""
    return _find(context, sha256) or Document(sha256=sha256, size=0, media_type="")
