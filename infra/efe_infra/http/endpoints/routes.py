"""Every address of the platform beside GraphQL."""

from typing import Any

from starlette.routing import BaseRoute

from efe_infra.documents.store import Documents
from efe_infra.http.endpoints.bundles import BundlesEndpoint, WriteBundle
from efe_infra.http.endpoints.cosignatures import CosignaturesEndpoint
from efe_infra.http.endpoints.documents import DocumentsEndpoint
from efe_infra.http.endpoints.health import health
from efe_infra.http.endpoints.public_texts import PublicTexts
from efe_infra.http.endpoints.transparency_log import TilesEndpoint
from efe_infra.http.ports import PrincipalResolver
from efe_infra.http.readiness import ReadinessCheck
from efe_infra.transparency.sealing.cosignatures import Cosignatures
from efe_infra.transparency.sealing.proofs import Proofs


def platform_routes(
    *,
    check: ReadinessCheck,
    documents: Documents,
    max_document: int,
    principals: PrincipalResolver,
    cosignatures: Cosignatures,
    proofs: Proofs,
    write_bundle: WriteBundle,
) -> list[BaseRoute]:
    """`max_document` is in bytes."""
    return [
        *health(check),
        *DocumentsEndpoint(documents, principals=principals, max_size=max_document).routes,
        *CosignaturesEndpoint(cosignatures).routes,
        *TilesEndpoint(proofs).routes,
        *BundlesEndpoint(write_bundle, principals=principals, proofs=proofs).routes,
    ]


def undelivered() -> list[BaseRoute]:
    """The same without an installation, for what is declared of them: no handler is of use."""
    nothing: Any = None
    used = dict.fromkeys(platform_routes.__annotations__.keys() - {"return"}, nothing)
    return [*platform_routes(**used), *PublicTexts(nothing).routes]
