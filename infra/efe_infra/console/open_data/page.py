"""`/donnees`: what every visitor may see, as files, with their dictionary and their catalogue."""

from dataclasses import replace
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from efe_infra.console.language.translatable import tr
from efe_infra.console.open_data.catalogue import FORMATS, FileFormat, catalogue
from efe_infra.console.open_data.datasets import DATASETS, Dataset
from efe_infra.console.open_data.dictionary import table_alone, table_group
from efe_infra.console.open_data.edition import edition_of
from efe_infra.console.open_data.generated import OPEN_DATA_PAGE
from efe_infra.console.open_data.publication import Publication
from efe_infra.console.open_data.responses import DataRoute, description_response, file_response
from efe_infra.console.web.page_request import PageRequest, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import PageRefused
from efe_infra.http.endpoints.openapi import name_of

CSV, JSON_LINES = FORMATS
JSON_LD: Final = "application/ld+json"
CSV_METADATA: Final = "application/csvm+json"

pages = page_router(multilingual=True)
files = APIRouter(
    route_class=DataRoute,
    default_response_class=Response,
    generate_unique_id_function=name_of,
    include_in_schema=False,
)


@pages.get("/donnees")
async def open_data(visit: Visit) -> Response:
    edition = await edition_of(as_visitor(visit))
    return visit.page(
        "open_data/page.html",
        await visit.ask(OPEN_DATA_PAGE),
        datasets=list(DATASETS.values()),
        edition=edition,
        publication=publication_of(visit),
    )


@files.get("/donnees/dictionnaire.json")
async def dictionary(visit: Visit) -> Response:
    described = table_group(visit.site, publication_of(visit).licence)
    return description_response(visit.request, described, CSV_METADATA)


@files.get("/donnees/catalogue.jsonld")
async def data_catalogue(visit: Visit) -> Response:
    edition = await edition_of(as_visitor(visit))
    return description_response(visit.request, catalogue(edition, publication_of(visit)), JSON_LD)


@files.get("/donnees/{name}.csv-metadata.json")
async def metadata(visit: Visit, name: str) -> Response:
    described = table_alone(dataset_of(name), visit.site, publication_of(visit).licence)
    return description_response(visit.request, described, CSV_METADATA)


@files.get("/donnees/{name}.csv")
async def csv_data(visit: Visit, name: str) -> Response:
    return await data_file(visit, name, CSV)


@files.get("/donnees/{name}.jsonl")
async def json_lines_data(visit: Visit, name: str) -> Response:
    return await data_file(visit, name, JSON_LINES)


async def data_file(visit: PageRequest, name: str, form: FileFormat) -> Response:
    dataset, visitor = dataset_of(name), as_visitor(visit)
    return await file_response(visitor, dataset, form, await edition_of(visitor))


def as_visitor(visit: PageRequest) -> PageRequest:
    """Returns the request without its session: a signed-in person gets the file of every visitor."""
    return replace(visit, session=None)


def dataset_of(name: str) -> Dataset[Any, Any]:
    """Raises `PageRefused` for an unknown name."""
    if (dataset := DATASETS.get(name)) is None:
        raise PageRefused(404, tr("Ce jeu de données n'existe pas."), code="UNKNOWN_DATASET")
    return dataset


def publication_of(visit: PageRequest) -> Publication:
    console = visit.request.app.state.console
    return Publication(
        publisher=console.publisher,
        contact=console.contact,
        licence=console.licence,
        is_demonstration=visit.is_demonstration,
    )
