"""Names of documents: what a client may send, what a browser sends, and the name of the saved file."""

import random
from urllib.parse import unquote

import pytest

from efe_domain.shared.errors import Invalid
from efe_infra.documents.media_types import EXTENSIONS
from efe_infra.documents.names import attachment, cleaned_name, document_name, file_name, name_in_header

PDF = "application/pdf"
RIGHT_TO_LEFT = "\u202e"
HOSTILE = [
    "a\nb.pdf",
    "a.pdf\r\nSet-Cookie: a=b",
    f"facture{RIGHT_TO_LEFT}fdp.exe",
    "../../x.html",
    "C:\\temp\\x.pdf",
    "x" * 201,
    "x" * 10_000,
    "ا" * 300,
    "\x00.pdf",
    "a\u200bb.pdf",
    "…",
    "  ",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_client_learns_that_its_name_is_no_name(name: str) -> None:
    with pytest.raises(Invalid):
        document_name(name)


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("PV du 12 mars.pdf", "PV du 12 mars.pdf"),
        ("../../x.html", "x.html"),
        ("C:\\Documents\\PV.pdf", "PV.pdf"),
        ("a.pdf\r\nSet-Cookie: a=b", "a.pdf Set-Cookie: a=b"),
        (f"facture{RIGHT_TO_LEFT}fdp.exe", "facturefdp.exe"),
        ('le "bon" ; PV.pdf', 'le "bon" ; PV.pdf'),
        ("x" * 10_000 + ".pdf", "x" * 196 + ".pdf"),
        ("ا" * 300 + ".pdf", "ا" * 196 + ".pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("\r\n", None),
        ("..", None),
        ("", None),
    ],
)
def test_what_a_browser_sends_is_cleaned(sent: str, name: str | None) -> None:
    assert cleaned_name(sent) == name


def test_a_name_of_megabytes_is_cut_before_it_is_read() -> None:
    name = cleaned_name("é" * 5_000_000)

    assert name
    assert len(name) == 200


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("", None),
        ("attachment", None),
        ('attachment; filename="PV.pdf"', "PV.pdf"),
        ("attachment; filename=PV.pdf", "PV.pdf"),
        ("attachment; filename=\"rien.pdf\"; filename*=UTF-8''Proc%C3%A8s-verbal.pdf", "Procès-verbal.pdf"),
        ('attachment; filename="Proc\xc3\xa8s.pdf"', "Procès.pdf"),
        (r'attachment; filename="le \"bon\" PV.pdf"', 'le "bon" PV.pdf'),
    ],
)
def test_a_name_is_read_of_a_header(header: str, name: str | None) -> None:
    assert name_in_header(header) == name


@pytest.mark.parametrize(
    "header",
    [
        "attachment; filename*=UTF-8''..%2F..%2Fx.html",
        "attachment; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20a",
        "attachment; filename*=UTF-8''a%E2%80%AEfdp.exe",
        f"attachment; filename={'x' * 10_000}",
        "attachment; filename*=UTF-8''%FF%FE",
    ],
)
def test_a_hostile_header_is_refused(header: str) -> None:
    with pytest.raises(Invalid):
        name_in_header(header)


def test_no_header_is_a_fault() -> None:
    chance = random.Random(1)
    parts = ["attachment", ";", "filename", "*", "=", '"', "UTF-8", "''", "%", "0", "9" * 30, "\\", "é", " ", "x.pdf"]

    for _ in range(5_000):
        header = "".join(chance.choices(parts, k=chance.randrange(20)))
        try:
            name = name_in_header(header)
        except Invalid:
            continue
        assert name is None or document_name(name) == name


@pytest.mark.parametrize(
    ("name", "media_type", "saved"),
    [
        ("PV.pdf", PDF, "PV.pdf"),
        ("PV.PDF", PDF, "PV.PDF"),
        ("x.html", PDF, "x.html.pdf"),
        ("x.html", "text/plain", "x.html.txt"),
        ("x.svg", "text/csv", "x.svg.csv"),
        ("facture.pdf.exe", PDF, "facture.pdf.exe.pdf"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ("photo", "image/jpeg", "photo.jpg"),
        (None, PDF, f"{'0' * 64}.pdf"),
    ],
)
def test_a_document_is_saved_with_the_extension_of_its_type(name: str | None, media_type: str, saved: str) -> None:
    assert file_name("0" * 64, media_type, name) == saved


@pytest.mark.parametrize("media_type", EXTENSIONS)
def test_no_name_makes_a_page_of_a_document(media_type: str) -> None:
    for ending in ("html", "svg", "xhtml", "exe", "htm", "js", "lnk"):
        assert not file_name("0" * 64, media_type, f"x.{ending}").endswith(f".{ending}")


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("PV du 12 mars.pdf", 'attachment; filename="PV du 12 mars.pdf"'),
        (
            "Procès-verbal.pdf",
            "attachment; filename=\"Proces-verbal.pdf\"; filename*=UTF-8''Proc%C3%A8s-verbal.pdf",
        ),
        ('a"b\\c%41.pdf', "attachment; filename=\"a_b_c_41.pdf\"; filename*=UTF-8''a%22b%5Cc%2541.pdf"),
        (
            "ا" * 3 + ".pdf",
            "attachment; filename=\".pdf\"; filename*=UTF-8''%D8%A7%D8%A7%D8%A7.pdf",
        ),
    ],
)
def test_the_header_of_a_saved_file_has_the_name_in_both_forms(name: str, header: str) -> None:
    assert attachment(name) == header


def test_a_reader_of_the_header_finds_the_name_again_whatever_it_is() -> None:
    chance = random.Random(2)
    signs = "aé\"'\\;%=,*()<>@[]?& ا漢😀."

    for _ in range(2_000):
        name = "x" + "".join(chance.choices(signs, k=chance.randrange(1, 40))) + "x"
        header = attachment(name)
        assert header.isascii()
        assert header.isprintable()
        assert "\r" not in header
        assert _read(header) == name


def _read(header: str) -> str:
    """Returns the name as RFC 6266 reads it: `filename*` goes first."""
    plain, _, extended = header.removeprefix('attachment; filename="').rpartition("; filename*=UTF-8''")
    return unquote(extended) if plain else extended.removesuffix('"')
