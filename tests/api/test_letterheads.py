"""The letterhead of the papers of an Instance: from its day on, with a small picture as logo."""

import pytest

from tests.api.documents import put
from tests.api.given import Api, Client, day

pytestmark = pytest.mark.platform("own")

ADDRESS, OFFICE = "Quai Orban 34\n\n4020 Liège", "La présidence"
SHOWN = "instance { letterhead { address office logo { picture document { mediaType } } } }"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(40)


def test_a_past_day_keeps_its_letterhead(api: Api, liege: Client) -> None:
    liege.done("setLetterhead", SHOWN, bassin="LIEGE", address=ADDRESS, office=OFFICE, effectiveOn=day(-9))
    logo = put(liege, PICTURE, "image/png").json()["sha256"]
    changed = liege.done("setLetterhead", SHOWN, bassin="LIEGE", address="Rue Neuve 1", office=OFFICE, sha256=logo)

    seen = api.visitor.ask(
        """query ($before: Date, $then: Date) { instance(bassin: LIEGE) {
            before: letterhead(inForceOn: $before) { office }
            then: letterhead(inForceOn: $then) { address since }
            now: letterhead { address logo { picture } }
        } }""",
        before=day(-10),
        then=day(-1),
    )["instance"]

    assert changed["letterhead"]["logo"]["document"]["mediaType"] == "image/png"
    assert seen["before"] is None
    assert seen["then"] == {"address": "Quai Orban 34\n4020 Liège", "since": day(-9)}
    assert seen["now"] == {"address": "Rue Neuve 1", "logo": {"picture": changed["letterhead"]["logo"]["picture"]}}


def test_a_logo_is_a_small_picture(liege: Client) -> None:
    asked = {"bassin": "LIEGE", "address": ADDRESS, "office": OFFICE}
    text = put(liege, b"Ceci n'est pas une image.", "text/plain").json()["sha256"]
    large = put(liege, PICTURE + bytes(100_000), "image/png").json()["sha256"]

    refused = [liege.refused("setLetterhead", **asked, sha256=each) for each in (text, large)]

    assert {each["message"] for each in refused} == {"Un logo est une image PNG ou JPEG de 100 ko au plus."}
    assert liege.ask("{ instance(bassin: LIEGE) { letterhead { office } } }") == {"instance": {"letterhead": None}}


def test_the_same_letterhead_is_not_set_twice_and_another_instance_sets_none(liege: Client, namur: Client) -> None:
    liege.done("setLetterhead", SHOWN, bassin="LIEGE", address=ADDRESS, office=OFFICE)

    again = liege.refused("setLetterhead", bassin="LIEGE", address=ADDRESS, office=OFFICE)

    assert again["code"] == "SAME_LETTERHEAD"
    assert namur.code_of("setLetterhead", bassin="LIEGE", address="Ailleurs", office=OFFICE) == "FORBIDDEN"
