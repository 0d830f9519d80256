"""A document is of the type that it is put under: its bytes say so."""

import pytest

from efe_infra.documents import media_types
from efe_infra.documents.media_types import EXTENSIONS, MAX_DIRECTORY_BYTES, MAX_MIMETYPE_BYTES, is_of_type
from tests.infra.documents.samples import OASIS, OFFICE, SAMPLES, archive

TEXTS = {"text/plain", "text/csv"}
TABLE = f"{OASIS}.spreadsheet"


def test_there_is_a_sample_of_every_type() -> None:
    assert SAMPLES.keys() == EXTENSIONS.keys() == media_types._SIGNATURES.keys()


@pytest.mark.parametrize("media_type", EXTENSIONS)
def test_a_sample_is_of_its_own_type_and_of_no_other(media_type: str) -> None:
    fitting = {each for each, sample in SAMPLES.items() if is_of_type(sample, media_type)}

    assert fitting - TEXTS <= {media_type} | ({"application/pdf"} if media_type in TEXTS else set())
    assert media_type in fitting


@pytest.mark.parametrize("media_type", sorted(EXTENSIONS.keys() - TEXTS))
@pytest.mark.parametrize(
    "content",
    [b"x", b"PK\x05\x06", b"PK\x03\x04" + b"\0" * 60, archive(other="x"), SAMPLES[TABLE][:-30]],
    ids=["a letter", "an end alone", "a beginning", "another archive", "cut off"],
)
def test_what_is_no_document_is_of_no_type(media_type: str, content: bytes) -> None:
    assert not is_of_type(content, media_type)


@pytest.mark.parametrize("control", [0, 1, 8, 0x1B, 0x1F, 0x7F])
def test_no_text_holds_a_control_character(control: int) -> None:
    assert not is_of_type(b"a;b\n" + bytes([control]), "text/csv")


@pytest.mark.parametrize("mimetype", ["", f"{OASIS}.text", f"{TABLE}x", TABLE.ljust(MAX_MIMETYPE_BYTES + 1)])
def test_an_open_document_names_its_own_type(mimetype: str) -> None:
    assert not is_of_type(archive(mimetype=mimetype), TABLE)


def test_an_archive_that_lists_too_much_is_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media_types, "MAX_DIRECTORY_BYTES", 10)

    assert MAX_DIRECTORY_BYTES > 10_000
    assert not is_of_type(SAMPLES[TABLE], TABLE)


def test_a_type_that_is_packed_in_another_way_is_none() -> None:
    sample = bytearray(SAMPLES[TABLE])
    for header in (b"PK\x03\x04", b"PK\x01\x02"):
        at = sample.find(header) + (8 if header.endswith(b"\x04") else 10)
        sample[at : at + 2] = b"\x63\x00"

    assert not is_of_type(bytes(sample), TABLE)
    assert is_of_type(SAMPLES[f"{OFFICE}.spreadsheetml.sheet"], f"{OFFICE}.spreadsheetml.sheet")
