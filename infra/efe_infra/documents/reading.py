"""Right of a viewer to read a document: finds its media type, or the purge of its bytes."""

from anyio.to_thread import run_sync

from efe_domain.shared.documents import is_fingerprint
from efe_graphql.request.context import Context
from efe_infra.documents.store import DocumentStore
from efe_projections.annexes.documents import PurgedDocumentRow, attached, attached_to_projects, purges_of
from efe_projections.decision.reads import positions_signed, withdrawals_signed
from efe_projections.meeting.reads import citing
from efe_projections.pole.reads import terms_attested


async def open_document(context: Context, documents: DocumentStore, sha256: str) -> str | PurgedDocumentRow | None:
    """Returns the media type under which the viewer may read a document; None if they may not.

    It comes from an Instance of the viewer that keeps the document, or from a record that they see: minutes, a signed
    position or withdrawal, the attestation of a pôle that was taken over, an attachment. Returns the purge if the
    bytes are gone.
    """
    if not is_fingerprint(sha256):
        return None
    if own := await run_sync(documents.find, sha256, context.viewer.bassins):
        return own.media_type
    reads, viewer = context.ports.reads, context.viewer
    position = await reads.position()
    minutes = await reads.fetch(citing(sha256, position, viewer))
    positions = await reads.fetch(positions_signed(sha256, position, viewer))
    withdrawals = await reads.fetch(withdrawals_signed(sha256, position, viewer))
    openings = await reads.fetch(terms_attested(sha256, position, viewer))
    beside = await reads.fetch(attached(sha256, position, viewer))
    projects = await reads.fetch(attached_to_projects(sha256, position, viewer))
    cited = [
        *((each.minutes_media_type, each.bassins) for each in minutes),
        *((each.document_media_type, each.bassins) for each in positions),
        *((each.document_media_type, each.bassins) for each in withdrawals),
        *((each.document_media_type, each.bassins) for each in openings),
        *((each.media_type, each.bassins) for each in beside),
        *((each.media_type, each.bassins) for each in projects),
    ]
    concerned = {*viewer.bassins, *(bassin for _, bassins in cited for bassin in bassins)}
    purges = await reads.fetch(purges_of(sha256, position, concerned)) if concerned else []
    if purges and not await run_sync(documents.find, sha256, sorted(concerned)):
        return max(purges, key=lambda each: each.purged_on)
    return next((media_type for media_type, _ in cited), None)
