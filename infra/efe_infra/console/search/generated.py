"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import ObjectName
from efe_infra.console.register.responses import CappedConnection, Response
from efe_infra.console.web.generated import Frame


class SearchCommune(Response):
    name: str
    postcodes: tuple[str, ...]


class SearchTheme(Response):
    label: str


class SearchSite(Response):
    bassin: str


class SearchEntity(ObjectName):
    decision_state: str | None = None
    held_on: date | None = None
    cancelled_on: date | None = None
    operator_kind: str | None = None
    sites: tuple[SearchSite, ...] | None = None
    opinion_state: str | None = None
    pole_state: str | None = None
    outcome: str | None = None
    adopted_on: date | None = None
    published: bool | None = None


class SearchHit(Response):
    kind: str
    match: str
    title: str
    bassins: tuple[str, ...]
    commune: SearchCommune | None
    themes: tuple[SearchTheme, ...]
    entity: SearchEntity | None


class SearchResponse(Frame):
    search: CappedConnection[SearchHit]


SEARCH: Final = Document("search", SearchResponse)
