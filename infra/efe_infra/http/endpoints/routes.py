"""The list of all HTTP addresses beside GraphQL."""

from typing import Any

from starlette.routing import BaseRoute

from efe_infra.documents.store import Documents
from efe_infra.http.endpoints.bundles import BundlesEndpoint, WriteBundle
from efe_infra.http.endpoints.documents import DocumentsEndpoint
from efe_infra.http.endpoints.health import health
from efe_infra.http.endpoints.public_texts import PublicTexts
from efe_infra.http.endpoints.transparency_log import CosignaturesEndpoint, TilesEndpoint
from efe_infra.http.ports import PrincipalResolver, ReadinessCheck
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
    """Returns the routes; `max_document` is in bytes."""
    return [
        *health(check),
        *DocumentsEndpoint(documents, principals=principals, max_size=max_document).routes,
        *CosignaturesEndpoint(cosignatures).routes,
        *TilesEndpoint(proofs).routes,
        *BundlesEndpoint(write_bundle, principals=principals, proofs=proofs).routes,
    ]


def undelivered() -> list[BaseRoute]:
    """Returns the same routes without an installation, for the OpenAPI document. Their handlers cannot be called."""
    nothing: Any = None
    parameters = dict.fromkeys(platform_routes.__annotations__.keys() - {"return"}, nothing)
    return [*platform_routes(**parameters), *PublicTexts(nothing).routes]
