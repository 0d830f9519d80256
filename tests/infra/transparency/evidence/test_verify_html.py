"""The second verifier, verify.html, as it is: over the table of attacks, and over archives made by hand."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import NamedTuple

import pytest

from tests.infra.transparency.evidence.archives import WHOLE, forged, honest
from tests.infra.transparency.evidence.attack_table import cases, mutations
from tests.infra.transparency.evidence.attacks_given import AHEAD
from tests.infra.transparency.evidence.histories import a_history
from tests.infra.transparency.evidence.page import PAGE, Answer, Given, answers, of_files, zipped
from tests.infra.transparency.evidence.synthetic import (
    BEGAN,
    CODES,
    KEY,
    ORIGIN,
    PLATFORM,
    WITNESS,
    YOUNG,
    Files,
    Signer,
)
from tests.infra.transparency.evidence.verifiers import fault_of, verdict

DAY = 86_400
EVERY = 41
"""One mutation of so many; all of them take half a minute."""
SMALL = a_history()
LIEGE = SMALL.bundle("liege")
HOSTILE = "\u202e\u200b<img-src=x>" + 500 * "a"
OTHER_WITNESS = Signer("liege.example.org/witness", 4, seed=8)


class Expected(NamedTuple):
    """A case, and the codes of which the answer has one."""

    given: Given
    codes: frozenset[str | None]


def cosigned(size: int | None = None, **witnesses: int) -> bytes:
    """The note of the small history with the lines of these witnesses, each at its second."""
    signed = SMALL.note(size)
    body = signed.partition(b"\n\n")[0] + b"\n"
    keys = {"namur": WITNESS, "other": OTHER_WITNESS}
    return signed + b"".join(keys[name].line(body, at) for name, at in witnesses.items())


def mark_of(signer: Signer) -> bytes:
    return bytes.fromhex(signer.vkey.split("+")[1])


def expecting(given: Given, *codes: str | None) -> Expected:
    return Expected(given, frozenset(codes))


def of_table() -> Iterator[tuple[str, Expected]]:
    for case in cases():
        age = "" if case.max_age is None else str(case.max_age)
        given = of_files(
            case.files, keys=case.keys, since=case.since, witnesses=case.witnesses, max_age=age, now=case.now
        )
        yield case.name, expecting(given, *([None] if case.expected is None else case.expected))


def of_archives() -> Iterator[tuple[str, Expected]]:
    for name, data in honest().items():
        yield f"archive: {name}", expecting(Given((data,)), None)
    for name, data, code in forged():
        yield f"archive: {name}", expecting(Given((data,)), code)


def of_limits() -> Iterator[tuple[str, Expected]]:
    """Yields the cases on the limits of the page."""
    bassins = b'"bassins":["liege","namur"]'
    for name, old, new, code in (
        ("brackets 300 deep", b'"metadata":{}', b'"metadata":' + 300 * b"[" + 300 * b"]", "MALFORMED"),
        ("a prototype names the Instances", bassins, b'"__proto__":{%b}' % bassins, "ROUTE_INVALID"),
    ):
        files = LIEGE | {"events.jsonl": LIEGE["events.jsonl"].replace(old, new, 1)}
        yield f"limit: {name}", expecting(of_files(files), code)
    for data in (b"null", b"1", b'"x"', b"true", b"[]", b""):
        yield f"limit: a genesis of {data!r}", expecting(of_files(LIEGE | {"genesis.json": data}), "MALFORMED")
    for length in (1, 7, 64, 71, 73):
        line = b"\xe2\x80\x94 %b %b\n" % (WITNESS.name.encode(), base64.b64encode(mark_of(WITNESS) + bytes(length)))
        files = LIEGE | {"checkpoint.note": SMALL.note() + line}
        given = of_files(files, witnesses=(WITNESS.vkey,))
        yield f"limit: a cosignature of {length} bytes", expecting(given, "SIGNATURE_INVALID")
    long = SMALL.note(5, beside=70_000 * b"x" + b"\n")
    yield "limit: a kept note of 70,000 bytes", expecting(of_files(LIEGE, since=(long,)), "FILE_TOO_LARGE")


def of_several() -> Iterator[tuple[str, Expected]]:
    every = tuple(zipped(SMALL.bundle(code)) for code in CODES)
    other = zipped(SMALL.up_to(16).bundle("namur"))
    again = SMALL.signed_by(YOUNG, KEY).bundle("namur")
    yield "several: all Instances", expecting(Given(every), None)
    yield "several: all but one", expecting(Given(every[1:]), None)
    yield "several: one twice in place of another", expecting(Given((*every[1:], every[1])), None)
    yield "several: of another checkpoint", expecting(Given((*every, other)), "BUNDLES_DIFFER")
    yield "several: one more signature is no other checkpoint", expecting(Given((every[0], zipped(again))), None)
    yield "several: the last is forged", expecting(Given((*every, WHOLE[:-1])), "ARCHIVE_UNREADABLE")


def of_requests() -> Iterator[tuple[str, Expected]]:
    seen = LIEGE | {"checkpoint.note": cosigned(namur=BEGAN - 3600)}
    alone, young = (KEY.vkey,), Signer(ORIGIN, seed=9)
    for name, given in {
        "no bundle": Given(()),
        "no key": of_files(LIEGE, keys=()),
        "a key that is none": of_files(LIEGE, keys=("x",)),
        "a key with a letter changed": of_files(LIEGE, keys=(KEY.vkey[:-3] + "A" + KEY.vkey[-2:],)),
        "the key of a witness as that of the log": of_files(LIEGE, keys=(WITNESS.vkey,)),
        "the key of the log as that of a witness": of_files(LIEGE, witnesses=alone),
        "keys of two logs": of_files(LIEGE, keys=(KEY.vkey, Signer("example.org/other").vkey)),
        "an age, and no witness": of_files(LIEGE, max_age="36h"),
        "an empty text of a witness": of_files(LIEGE, witnesses=("",)),
        "a blank text of a witness": of_files(LIEGE, witnesses=("\ufeff \n",)),
        "a key that is the identity": of_files(LIEGE, keys=(Signer.of_point(ORIGIN, 1, b"\1" + bytes(31)),)),
        "a bad key and no archive": Given((b"x",), keys=("x",)),
        "keys in two orders": of_files(LIEGE, keys=(KEY.vkey, YOUNG.vkey, KEY.vkey)),
        "a key after a sign that is no white space": of_files(LIEGE, keys=(f"\x85{KEY.vkey}",)),
        "a key before a sign that is no white space": of_files(LIEGE, keys=(f"{KEY.vkey}\x1c",)),
        "an age of two lines": of_files(seen, witnesses=(WITNESS.vkey,), max_age="1\n2"),
        "an age that is none": of_files(seen, witnesses=(WITNESS.vkey,), max_age="1 h"),
    }.items():
        yield f"request: {name}", expecting(given, "MISUSED")
    named = (KEY.called(PLATFORM).vkey, KEY.vkey, young.vkey)
    yield "request: keys of one log, by both names", expecting(of_files(LIEGE, keys=named), None)
    marked = (f"\ufeff{KEY.vkey}\xa0\r",)
    yield "request: white space and a byte order mark around a key", expecting(of_files(LIEGE, keys=marked), None)
    for age, code in {"60m": None, "59m": "STALE", "1h": None, "1d": None, "3599": "STALE", " 3600s\n": None}.items():
        given = of_files(seen, witnesses=(WITNESS.vkey,), max_age=age)
        yield f"request: no older than {age}", expecting(given, code)


def of_reports() -> Iterator[tuple[str, Expected]]:
    """Yields the cases on the sentences of reports."""
    witnesses = (WITNESS.vkey, OTHER_WITNESS.vkey)
    seen = LIEGE | {"checkpoint.note": cosigned(namur=BEGAN, other=BEGAN + 60)}
    late = cosigned(9, namur=BEGAN + 11)
    yield "report: the key alone", expecting(of_files(LIEGE), None)
    yield "report: one kept", expecting(of_files(LIEGE, since=(SMALL.note(5),)), None)
    yield "report: witnesses", expecting(of_files(seen, witnesses=witnesses, max_age="36h", now=BEGAN + DAY), None)
    yield (
        "report: events before the cosignature of the kept one",
        expecting(of_files(seen, since=(late,), witnesses=(WITNESS.vkey,)), None),
    )
    early = LIEGE | {"checkpoint.note": cosigned(namur=BEGAN + 16 - AHEAD - 1)}
    yield "report: events after the cosignature", expecting(of_files(early, witnesses=(WITNESS.vkey,)), None)
    close = LIEGE | {"checkpoint.note": cosigned(namur=BEGAN + 16 - AHEAD)}
    yield "report: events about the cosignature", expecting(of_files(close, witnesses=(WITNESS.vkey,)), None)
    yield "report: a kept one whose witness nobody asked for", expecting(of_files(LIEGE, since=(late,)), None)
    name = f"{HOSTILE}/ledger"
    hostile = replace(SMALL, origin=name, signers=(Signer(name),))
    yield (
        "report: a log of hostile name",
        expecting(of_files(hostile.bundle("liege"), keys=(Signer(name).vkey,)), None),
    )
    yield "report: a key of hostile name", expecting(of_files(LIEGE, keys=(f"\x1b[2J{HOSTILE}",)), "MISUSED")


@cache
def asked() -> Mapping[str, Expected]:
    return dict([*of_table(), *of_archives(), *of_limits(), *of_several(), *of_requests(), *of_reports()])


def mutated() -> dict[str, Given]:
    return {name: of_files(files) for name, files in mutated_files().items()}


@cache
def mutated_files() -> dict[str, Files]:
    return {
        f"{code}, {each.name}": each.files
        for code in ("liege", "verviers")
        for each in islice(mutations(SMALL.bundle(code)), 0, None, EVERY)
    }


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Answer]:
    """By the name of the case."""
    given = {**{name: expected.given for name, expected in asked().items()}, **mutated()}
    found = answers(list(given.values()), tmp_path_factory.mktemp("page"))
    return dict(zip(given, found, strict=True))


def test_an_attack_is_refused_by_its_name_and_what_is_honest_accepted(answered: Mapping[str, Answer]) -> None:
    wrong = {name: answered[name] for name, expected in asked().items() if answered[name].code not in expected.codes}

    assert wrong == {}


def test_whatever_is_flipped_cut_dropped_doubled_or_swapped_is_refused(answered: Mapping[str, Answer]) -> None:
    found = {name: answered[name] for name in mutated()}

    assert {name: answer for name, answer in found.items() if answer.code in {None, "MISUSED", "CRASHED"}} == {}


def test_a_fault_says_where_it_is(answered: Mapping[str, Answer]) -> None:
    faults = [answer for answer in answered.values() if answer.code not in {None, "MISUSED"}]

    assert [answer for answer in faults if not answer.where or not answer.message.startswith(answer.where)] == []


def test_the_first_line_says_when_nothing_but_the_key_was_given(answered: Mapping[str, Answer]) -> None:
    alone = {name: answered[f"report: {name}"].report["alone"] for name in ("the key alone", "one kept", "witnesses")}

    assert "contre la seule clé" in alone["the key alone"]
    assert alone["one kept"] is alone["witnesses"] is None


def test_the_report_says_what_ran_and_no_more(answered: Mapping[str, Answer]) -> None:
    alone, kept, seen = (answered[f"report: {name}"].sentences for name in ("the key alone", "one kept", "witnesses"))

    assert "prolonge" not in alone
    assert "cosigné ce point" not in alone
    assert "« 5 »" not in kept
    assert "de taille 5 : ce qu'il couvre n'a changé" in kept
    assert "cosigné ce point de contrôle le 2025-11-24 à 16:00:00 UTC, il y a au plus 36 heures" in seen
    assert "(12 événements) ; des 2 autres positions, aucune ne lui est adressée" in alone
    assert "le passé de 1 projet rejoint en cours de route est remis en entier (3 événements annexés)" in alone


def test_only_the_bundles_of_all_instances_verify_the_whole_ledger(answered: Mapping[str, Answer]) -> None:
    titles = {name: answered[f"several: {name}"].report["title"] for name in ("all Instances", "all but one")}

    assert titles["all Instances"] == "Le registre entier est vérifié : 17 positions."
    assert "entier" not in titles["all but one"]
    assert "entier" not in answered["several: one twice in place of another"].report["title"]
    assert "adressé à d'autres seulement" in answered["several: all but one"].sentences
    assert "adressé à d'autres seulement" not in answered["several: all Instances"].sentences


def test_an_event_that_claims_an_instant_before_its_witness_is_warned_of(answered: Mapping[str, Answer]) -> None:
    warned = answered["report: events before the cosignature of the kept one"].sentences

    assert "des événements (1) se disent enregistrés avant" in warned
    assert "se disent" not in answered["report: a kept one whose witness nobody asked for"].sentences


def test_an_event_that_claims_an_instant_after_a_cosignature_that_covers_it_is_warned_of(
    answered: Mapping[str, Answer],
) -> None:
    warned = answered["report: events after the cosignature"].sentences

    assert "[POSTDATED] Instance « liege » : 1 événement couvert" in warned
    assert "POSTDATED" not in answered["report: events about the cosignature"].sentences
    assert "POSTDATED" not in answered["report: a kept one whose witness nobody asked for"].sentences


def test_both_verifiers_name_the_same_fault(answered: Mapping[str, Answer]) -> None:
    """An auditor who runs the other one is not told of another fault."""
    by_page = {case.name: answered[case.name].code for case in cases()}
    by_page |= {name: answered[name].code for name in mutated()}
    by_file = {case.name: verdict(case) for case in cases()}
    by_file |= {name: fault_of(files, KEY.vkey) for name, files in mutated_files().items()}

    assert {name: (by_file[name], code) for name, code in by_page.items() if by_file[name] != code} == {}


def test_what_a_bundle_says_is_shown_bounded_and_without_what_steers_or_hides(answered: Mapping[str, Answer]) -> None:
    log = answered["report: a log of hostile name"].sentences
    key = answered["report: a key of hostile name"].message

    assert "\\u{1B}[2J" in key
    for text in (log, key):
        assert "\\u{202E}\\u{200B}<img-src=x>" in text
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f]", text)
        assert 200 * "a" not in text


def test_the_page_lets_nothing_run_but_its_own_scripts_and_opens_no_connection() -> None:
    text = PAGE.read_text(encoding="utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    directives = {each.split()[0]: each.split()[1:] for each in policy[1].split("; ")}

    assert directives == {
        "default-src": ["'none'"],
        "script-src": hashes(text, "script"),
        "style-src": hashes(text, "style"),
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "require-trusted-types-for": ["'script'"],
    }
    assert text.index(policy[0]) < text.index("<style") < text.index("<script")


def hashes(text: str, element: str) -> list[str]:
    contents = re.findall(rf"<{element}[^>]*>(.*?)</{element}>", text, re.DOTALL)
    digests = (hashlib.sha256(content.encode()).digest() for content in contents)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
