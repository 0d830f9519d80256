"""Open data of a register that changes: what is hidden stays hidden, hostile names, licence, many rows."""

import csv
import json
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import csvw
import pyshacl
import pytest
import rdflib

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.console.open_data.catalogue import catalogue
from efe_infra.console.open_data.datasets import DATASETS
from efe_infra.console.open_data.edition import Edition
from efe_infra.console.open_data.files import csv_file, csv_rows, csv_value, json_lines, lines
from efe_infra.console.open_data.publication import Licence, Publication
from efe_infra.console.open_data.rows import PublicOperator
from efe_infra.console.tables.cells import FORMULA
from efe_infra.settings import SettingRefused, Settings
from tests.api.given import Api, a_pole, an_operator, day
from tests.conftest import Cloning
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import hidden
from tests.infra.console.demonstration import demonstration
from tests.infra.console.files import fetched
from tests.infra.console.poles import given_members
from tests.infra.console.signing_in import signed_in
from tests.infra.console.trail_pages import line

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # of rdflib, by its own parser
DCAT_AP: Final = Path(__file__).with_name("dcat_ap.ttl")
HOSTILE: Final = (
    '=HYPERLINK("http://example.org";"x")',
    "+1+1",
    "-1+A1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    'a "quoted" name',
    "a;semicolon, a comma",
    "two\r\nlines",
    "line\u2028separator",
    "\u202eright to left",
    "NUL\x00inside",
    "",
)
ROWS: Final = 200_000
MAX_BYTES: Final = 2_000_000
"""Memory of a file of so many rows while it is written: ten bytes kept of each row are found. A page has 100."""
EDITION: Final = Edition(
    position=3,
    known_at=None,
    latest_position=3,
    latest_known_at=None,
    law_day=date(2026, 3, 9),
    site="https://efe.example",
    release="1",
)


@pytest.fixture(scope="module")
def changing(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with demonstration(cloning, tmp_path_factory.mktemp("home")) as api:
        yield api


def names_in(platform: Api, address: str) -> list[str]:
    answer = fetched(platform, address)
    assert answer.status_code == 200, answer.text
    return [row["nom"] for row in csv.DictReader(StringIO(answer.text, newline=""))]


def position_of(platform: Api) -> int:
    return int(platform.client("coordination-liege").ask("{ meta { position } }")["meta"]["position"])


def withdrawn(platform: Api, pole: str, kind: str) -> None:
    """Withdraws an act on a pôle, by two coordinators."""
    first, second = Browser(platform), Browser(platform)
    signed_in(first)
    subject = f"seconde-{uuid4().hex}"
    platform.granted(subject, Role.COORDINATOR, Bassin.LIEGE)
    signed_in(second, subject)
    path = f"{line(platform.client('coordination-liege'), pole, kind)}/retirer"
    proposed = first.post(path, hidden(first.get(path).text) | {"reason": "Par erreur"})
    assert proposed.is_redirect, Outline(proposed.text).text[-1500:]
    listed = second.get(proposed.headers["location"].partition("?")[0]).text
    [reply] = [each for each in Outline(listed).links if "/confirmer-le-retrait/" in each and pole[5:] in each]
    assert second.post(reply, hidden(second.get(reply).text)).status_code == 303


def test_a_past_edition_does_not_reopen_what_is_hidden_since(changing: Api) -> None:
    name, liege = f"Pôle {uuid4().hex}", changing.client("coordination-liege")
    pole = a_pole(liege, name)
    given_members(liege, pole)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-10))
    changing.installation.sealer.run()
    before = position_of(changing)
    while_visible = names_in(changing, f"/donnees/poles.csv?a={before}")
    tag = fetched(changing, f"/donnees/poles.csv?a={before}", "HEAD").headers["etag"]

    withdrawn(changing, pole, "constituted")

    assert name in while_visible
    assert name not in names_in(changing, "/donnees/poles.csv")
    assert name not in names_in(changing, f"/donnees/poles.csv?a={before}")
    assert name not in fetched(changing, f"/donnees/poles.jsonl?a={before}").text
    assert fetched(changing, f"/donnees/poles.csv?a={before}", if_none_match=tag).status_code == 200


@pytest.mark.parametrize("sign", "=＝")
def test_a_name_that_is_a_formula_is_a_text_in_csv_and_exact_in_json(changing: Api, sign: str) -> None:
    name = f'{sign}HYPERLINK("http://example.org";"Cliquez")'
    an_operator(changing.client("coordination-liege"), name=name, number=uuid4().hex)

    objects = fetched(changing, "/donnees/operateurs.jsonl").text.splitlines()
    assert f"'{name}" in names_in(changing, "/donnees/operateurs.csv")
    assert f'"\'{name.replace('"', '""')}"' in fetched(changing, "/tableaux/operateurs.csv").text
    assert name in [json.loads(each)["nom"] for each in objects]


def test_a_file_is_of_one_position_while_the_register_grows(changing: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    from efe_infra.console.tables.reading import PageCursor  # noqa: PLC0415 - the class that is watched

    ask, asked, added = PageCursor.ask, [], f"Opérateur {uuid4().hex}"

    async def with_an_append(self: PageCursor[Any], document: Any, **variables: Any) -> Any:
        asked.append(variables.get("asOf"))
        return await ask(self, document, **variables)

    monkeypatch.setattr(PageCursor, "ask", with_an_append)
    first = fetched(changing, "/donnees/operateurs.csv")
    an_operator(changing.client("coordination-liege"), name=added, number=uuid4().hex)
    second = fetched(changing, "/donnees/operateurs.csv", if_none_match=first.headers["etag"])

    assert (first.status_code, second.status_code) == (200, 200)
    assert added not in first.text
    assert added in second.text
    assert fetched(changing, first.headers["content-location"]).content == first.content
    assert asked[0] != asked[-1]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_a_row_or_runs(text: str) -> None:
    written = csv_rows((), [("before", text, "after")]).decode()
    [row] = csv.reader(StringIO(written, newline=""))
    [found] = json_lines(("x",), [(text,)]).splitlines()

    assert row == ["before", csv_value(text), "after"]
    assert row[1].removeprefix("'") == text
    assert row[1][:1] not in FORMULA
    assert json.loads(found) == {"x": text}


@pytest.mark.parametrize("name", DATASETS)
def test_a_file_is_what_its_metadata_say(changing: Api, tmp_path: Path, name: str) -> None:
    """Both are read from disk: the judge leaves a file of the network open."""
    (tmp_path / f"{name}.csv").write_bytes(fetched(changing, f"/donnees/{name}.csv").content)
    described = fetched(changing, f"/donnees/{name}.csv-metadata.json").json()
    metadata = tmp_path / f"{name}.csv-metadata.json"
    metadata.write_text(json.dumps(described | {"url": f"{name}.csv"}), encoding="utf-8")

    judged = csvw.CSVW(str(metadata), validate=True)
    assert described["url"] == f"{changing.http.url}/donnees/{name}.csv"
    assert judged.is_valid, judged.warnings
    assert judged.tables[0].tableSchema.columns


def graph_of(described: object) -> rdflib.Graph:
    return rdflib.Graph().parse(data=json.dumps(described), format="json-ld")


def faults_in(graph: rdflib.Graph) -> str:
    shapes = rdflib.Graph().parse(DCAT_AP, format="turtle")
    conforms, _, text = pyshacl.validate(graph, shacl_graph=shapes)
    return "" if conforms else str(text)


@pytest.mark.parametrize("public_licence", [None, "https://creativecommons.org/licenses/by/4.0/ CC BY 4.0"])
@pytest.mark.parametrize("contact", [None, "efe@exemple.be"])
def test_the_catalogue_has_what_dcat_ap_requires(
    changing: Api, contact: str | None, public_licence: str | None
) -> None:
    served = fetched(changing, "/donnees/catalogue.jsonld")
    modified = graph_of(served.json()).value(
        rdflib.URIRef(f"{changing.http.url}/donnees#catalogue"), rdflib.DCTERMS.modified
    )
    made = catalogue(EDITION, Publication("Une organisation", contact, Licence.of(public_licence)))

    assert served.headers["content-type"].startswith("application/ld+json")
    assert modified is not None
    assert faults_in(graph_of(served.json())) == ""
    licences = set(graph_of(made).objects(predicate=rdflib.DCTERMS.license))
    assert {str(each) for each in licences} == ({public_licence.split()[0]} if public_licence else set())
    assert set(graph_of(made).objects(predicate=rdflib.DCTERMS.publisher))


def test_the_shapes_find_a_catalogue_without_a_title_or_a_licence() -> None:
    """The judge is able to fail."""
    described = catalogue(EDITION, Publication(None, None, None))
    del described["dct:title"]
    del described["dcat:dataset"][0]["dcat:distribution"][0]["dct:rights"]

    faults = faults_in(graph_of(described))
    assert "dct:title" in faults
    assert "#Distribution" in faults or ":Distribution" in faults


@pytest.mark.parametrize("text", ["CC BY 4.0", "creativecommons.org/licenses/by/4.0/", "javascript:alert(1) CC"])
def test_a_licence_has_an_address(text: str) -> None:
    with pytest.raises(SettingRefused, match="EFE_OPEN_DATA_LICENCE"):
        Settings(open_data_licence=text)


@pytest.mark.long
@pytest.mark.parametrize(("first", "others"), [(csv_file, csv_rows), (json_lines, json_lines)])
def test_many_rows_take_the_memory_of_a_page(changing: Api, first: Any, others: Any) -> None:
    row = PublicOperator("id", "https://efe.example/x", "Nom", "CEFA", "BCE", "0123", "B", date(2026, 3, 9), False)

    async def pages() -> AsyncIterator[list[Any]]:
        for _ in range(ROWS // 100):
            yield [row] * 100

    async def counted() -> int:
        return sum([chunk.count(b"\n") async for chunk in lines([*PublicOperator._fields], pages(), first, others)])

    tracemalloc.start()
    found = changing.http.portal.call(counted)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found in (ROWS, ROWS + 1)
    assert peak < MAX_BYTES
