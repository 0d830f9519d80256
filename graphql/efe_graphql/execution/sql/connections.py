"""SQL for a page of a list: its edges, `pageInfo` and `totalCount`."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from efe_graphql.execution.markers import ColumnRef, CursorOf, SqlPlace
from efe_graphql.execution.sql.builder import FieldSource, StatementWriter, Write
from efe_graphql.execution.sql.json_sql import Part, Sql, UnsupportedInSql, concat
from efe_graphql.execution.sql.objects import fields
from efe_projections.engine.listing import Listing

_IN_CURSOR: Final = {
    "uuid": """'"' || {}::text || '"'""",
    "text": "to_json({})::text",
    "date": "to_json({})::text",
    "bigint": "{}::text",
}


class ListedPage(NamedTuple):
    """Page with its rows' shape, the SQL that reads them, and whether they are shown in reverse."""

    listing: Listing[Any]
    resumed: bool
    backward: bool


class PageParts(NamedTuple):
    """Page being written. Its rows have the alias of the place, their rank is `page_rank`."""

    writing: StatementWriter
    place: SqlPlace
    listing: Listing[Any]
    own: Callable[[str], str]
    resumed: bool
    backward: bool
    cursor_of: CursorOf

    @property
    def first(self) -> str:
        return self.own("%(first)s::bigint")

    @property
    def cursor(self) -> str:
        return self.cursor_of(self.listing, self.place)


type Section = Callable[[PageParts], list[Part]]
"""Part of a page, aggregated over its rows."""


def source(
    listing: Listing[Any], first: int, after: tuple[object, ...] | None = None, *, backward: bool = False
) -> FieldSource:
    above = above_of(listing)
    params = {name: value for name, value in listing.params.items() if name not in above}
    if after is not None:
        params |= {f"after_{name}": value for name, value in zip(listing.order, after, strict=True)}
    listed = ListedPage(listing, after is not None, backward)
    shape = listing.order, listing.descending, listing.conditions, listing.sources, tuple(above.items()), listed[1:]
    return FieldSource(shape, {**params, "first": first}, listed)


def above_of(listing: Listing[Any]) -> dict[str, ColumnRef]:
    """Returns the parameters of a listing that are columns of the row above."""
    return {name: value for name, value in listing.params.items() if isinstance(value, ColumnRef)}


def page(number: int, sections: Sequence[tuple[str, Section]], cursor: CursorOf) -> Write:
    """Writes the selected parts of a page, by response name."""

    def write(writing: StatementWriter, place: SqlPlace) -> list[Part]:
        listing, resumed, backward = writing.sources[number].what
        above = above_of(listing)
        own = partial(writing.own, place=place, number=number, above=above)
        rows = SqlPlace(writing.alias(), place.root)
        page_sql = PageParts(writing, rows, listing, own, resumed, backward, cursor)
        parts = together(sections)(page_sql)
        of = own(_rows(listing, resumed=resumed))
        return [Sql(f"(select {concat(parts)} from ({of}) as {rows.row} group by ())")]  # noqa: S608

    return write


def _in(section: Section, page_sql: PageParts) -> Write:
    return lambda *_: section(page_sql)


def _rows(listing: Listing[Any], *, resumed: bool) -> str:
    """Returns SQL for the rows of the page, and one more when others follow."""
    rows = listing.select_page(limit="%(first)s::bigint + 1", resumed=resumed)
    return f"select *, row_number() over (order by {listing.ordered}) as page_rank from ({rows}) as listed"  # noqa: S608


def node(body: Write) -> Section:
    return lambda of: body(of.writing, of.place)


def own_cursor(of: PageParts) -> list[Part]:
    return ['"', Sql(of.cursor), '"']


def edges(sections: Sequence[tuple[str, Section]]) -> Section:
    def write(of: PageParts) -> list[Part]:
        one, row, down = concat(together(sections)(of)), of.place.row, " desc" if of.backward else ""
        edges = f"string_agg({one}, ',' order by {row}.page_rank{down}) filter (where {row}.page_rank <= {of.first})"
        return [Sql(f"concat('[', {edges}, ']')")]

    return write


def together(sections: Sequence[tuple[str, Section]]) -> Section:
    return lambda of: fields([(key, _in(section, of)) for key, section in sections])(of.writing, of.place)


def type_name(name: str) -> Section:
    """Writes the name of a type."""
    return lambda _: [f'"{name}"']


def total(of: PageParts) -> list[Part]:
    return [Sql(f"({of.own(of.listing.select_count())})::int4::text")]


def has_next(of: PageParts) -> list[Part]:
    return _resumed(of) if of.backward else _goes_on(of)


def has_previous(of: PageParts) -> list[Part]:
    return _goes_on(of) if of.backward else _resumed(of)


def _goes_on(of: PageParts) -> list[Part]:
    return [Sql(f"case when count(*) > {of.first} then 'true' else 'false' end")]


def _resumed(of: PageParts) -> list[Part]:
    return ["true" if of.resumed else "false"]


def start_cursor(of: PageParts) -> list[Part]:
    return _furthest(of) if of.backward else _nearest(of)


def end_cursor(of: PageParts) -> list[Part]:
    return _nearest(of) if of.backward else _furthest(of)


def _nearest(of: PageParts) -> list[Part]:
    return [_cursor(of, f"order by {of.place.row}.page_rank)")]


def _furthest(of: PageParts) -> list[Part]:
    nth = f"{of.place.row}.page_rank"
    return [_cursor(of, f"order by {nth} desc) filter (where {nth} <= {of.first})")]


def _cursor(of: PageParts, which: str) -> Sql:
    return Sql(f"""coalesce('"' || (array_agg({of.cursor} {which})[1] || '"', 'null')""")


def usual_cursor(listing: Listing[Any], place: SqlPlace) -> str:
    """Writes a cursor as `efe_graphql.contract.cursor` does. Raises `UnsupportedInSql`."""
    types = {column.name: column for column in listing.row.TABLE.columns}
    parts: list[Part] = ["[", Sql(f"%(shown_{place.root})s::text"), ",", Sql(f"%(past_{place.root})s::text")]
    for name in listing.order:
        text = _IN_CURSOR.get(types[name].sql.partition(" ")[0])
        if text is None:
            raise UnsupportedInSql("cursor")
        parts += [",", Sql(f"coalesce({text.format(f'{place.row}.{name}')}, 'null')")]
    base64 = f"encode(convert_to({concat([*parts, ']'])}, 'UTF8'), 'base64')"
    return f"translate({base64}, '+/' || chr(10), '-_')"


INFO: Final[Mapping[str, Section]] = {
    "has_next_page": has_next,
    "has_previous_page": has_previous,
    "start_cursor": start_cursor,
    "end_cursor": end_cursor,
}
