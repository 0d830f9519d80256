"""Verification of a paper: what is proved, and each change with its own reason."""

import json
import re
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, NameObject

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import NIL
from efe_infra.console.register.ids import key_of
from efe_infra.papers import verification
from efe_infra.papers.compiling.compile import compile_paper
from efe_infra.papers.proof.evidence import MAX_ACTS
from efe_infra.papers.registry import PAPERS
from efe_infra.papers.verification import EXIT_STATUSES, verify_compiled
from efe_infra.postgres.database import Database
from efe_infra.transparency.evidence import verify
from efe_infra.transparency.evidence.verify import (
    FAULTS,
    PAPER_FAULTS,
    Fault,
    input_hash,
    paper_evidence,
    paper_report,
    verify_paper,
)
from tests.api.given import Api
from tests.api.projects import a_constituted_pole
from tests.api.replays import ledger_key
from tests.infra.cli.here import efe
from tests.infra.cli.process import environment
from tests.infra.console.browser import Browser
from tests.infra.console.printed_papers import decision
from tests.infra.console.signing_in import signed_in
from tests.infra.transparency.evidence.page import Given, answers
from tests.running import served

__all__ = ["decision"]


@pytest.fixture(scope="module")
def paper(platform: Api, decision: str) -> bytes:
    browser = Browser(platform)
    signed_in(browser)
    return browser.get(f"/actes/decision/{decision}.pdf").content


@pytest.fixture(scope="module")
def key(platform: Api) -> str:
    return ledger_key(platform.installation.database)


def test_a_paper_proves_itself(paper: bytes, key: str) -> None:
    report = paper_report(verify_compiled(paper, key))

    assert "decision.proposed" in report
    assert "Les noms de personnes" not in report
    assert "les noms de personnes" in report


def with_evidence(pdf: bytes, changed: Callable[[dict[str, Any]], None]) -> bytes:
    """The same PDF with another attachment, its pages as they were."""
    content = json.loads(paper_evidence(pdf))
    changed(content)
    packed = zlib.compress(json.dumps(content, ensure_ascii=False).encode())
    return re.sub(
        rb"<</Length \d+(/Type/EmbeddedFile[^<>]*<<[^<>]*>>>>\s*stream\n).*?\nendstream",
        lambda match: b"<</Length %d%b%b\nendstream" % (len(packed), match[1], packed),
        pdf,
        flags=re.DOTALL,
    )


def compiled_again(pdf: bytes, changed: Callable[[dict[str, Any]], None]) -> bytes:
    content = json.loads(paper_evidence(pdf))
    changed(content)
    content["input_sha256"] = input_hash(content["input"])
    evidence = json.dumps(content, ensure_ascii=False).encode()
    return compile_paper(PAPERS["decision"].template, evidence, content["timestamp"])


def one_word(content: dict[str, Any]) -> None:
    content["input"]["title"] += " bis"


def one_quotation(content: dict[str, Any]) -> None:
    content["input"].setdefault("blocks", []).append({"type": "quote", "text": "Le pôle est dissous."})


def one_footer(content: dict[str, Any]) -> None:
    content["frame"]["state"] = "État du registre au 1er janvier 2030"


def one_act(content: dict[str, Any]) -> None:
    content["proofs"][0]["position"] += 1


def one_event(content: dict[str, Any]) -> None:
    content["events"][0]["state"] = content["events"][0]["state"].replace("2023", "2024")


def one_signature(content: dict[str, Any]) -> None:
    origin, size, *rest = content["checkpoint"].split("\n")
    content["checkpoint"] = "\n".join([origin, str(int(size) + 1), *rest])


def one_byte(pdf: bytes) -> bytes:
    at = pdf.rindex(b"/Producer") if b"/Producer" in pdf else len(pdf) // 2
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


ATTACKS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a byte": (one_byte, "PAPER_ALTERED"),
    "a word of the JSON": (lambda pdf: with_evidence(pdf, one_word), "INPUT_ALTERED"),
    "a word, compiled again": (lambda pdf: compiled_again(pdf, one_word), "WORDS_NOT_SEALED"),
    "a quotation, compiled again": (lambda pdf: compiled_again(pdf, one_quotation), "WORDS_NOT_SEALED"),
    "a footer": (lambda pdf: compiled_again(pdf, one_footer), "FRAME_ALTERED"),
    "an act": (lambda pdf: compiled_again(pdf, one_act), "PATH_FALSE"),
    "an event": (lambda pdf: compiled_again(pdf, one_event), "EVENT_NOT_OF_LEAF"),
    "a signature": (lambda pdf: compiled_again(pdf, one_signature), "SIGNATURE_INVALID"),
    "half a file": (lambda pdf: pdf[: len(pdf) // 9], "PAPER_UNREADABLE"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_change_is_refused_with_its_reason(paper: bytes, key: str, name: str) -> None:
    attack, code = ATTACKS[name]
    changed = attack(paper)
    assert changed != paper

    with pytest.raises(Fault) as refused:
        verify_compiled(changed, key)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [("template_hash", lambda _: "0" * 64, "TEMPLATE_DIFFERS"), ("typst_version", lambda: "9.9", "TYPST_DIFFERS")],
)
def test_another_template_or_typst_is_refused(
    paper: bytes, key: str, name: str, value: object, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, name, value)

    with pytest.raises(Fault) as refused:
        verify_compiled(paper, key)

    assert refused.value.code == code
    assert EXIT_STATUSES[code] > 2
    assert verify_paper(paper, key).events


def test_both_verifiers_without_typst_find_the_same(paper: bytes, key: str, tmp_path: Path) -> None:
    changed = {code: attack(paper) for attack, code in ATTACKS.values() if code in PAPER_FAULTS or code in FAULTS}
    codes = {}
    for code, pdf in changed.items():
        with pytest.raises(Fault) as refused:
            verify_paper(pdf, key)
        codes[code] = refused.value.code

    whole, *others = answers([Given((pdf,), keys=(key,)) for pdf in (paper, *changed.values())], tmp_path)

    assert codes == {code: code for code in changed}
    assert [each.code for each in others] == list(changed)
    assert whole.code is None, whole.message
    title = json.loads(paper_evidence(paper))["input"]["title"]
    assert title in whole.sentences
    assert "Extrait des décisions" in whole.sentences
    assert "Extrait des décisions" in paper_report(verify_paper(paper, key))
    assert title in paper_report(verify_paper(paper, key))


def test_the_command_line_writes_a_paper_and_verifies_it(
    platform: Api, decision: str, key: str, tmp_path: Path
) -> None:
    env = environment(platform.installation.settings.home, platform.installation.database)
    file = tmp_path / "acte.pdf"

    made = efe("paper", "decision", decision, "-o", str(file), "--account", "coordination-liege", env=env)
    keys = efe("paper", "--list", "decision", "--account", "coordination-liege", env=env)
    whole = efe("verify", str(file), "--key", key, env=env)
    file.write_bytes(one_byte(file.read_bytes()))
    changed = efe("verify", str(file), "--key", key, env=env)

    assert (made.returncode, keys.returncode) == (0, 0), made.stderr + keys.stderr
    assert decision in keys.stdout.split()
    assert (whole.returncode, changed.returncode) == (8, 3), whole.stderr
    assert "Vérifié en partie" in whole.stdout
    assert "à l'octet près" in whole.stdout
    assert "PAPER_ALTERED" in changed.stderr
    assert efe("paper", "decision", str(NIL), "-o", str(file), "--force", env=env).returncode == 1
    assert efe("paper", "rien", env=env).returncode == 2


def test_a_listed_paper_can_be_made(platform: Api, tmp_path: Path) -> None:
    """A verdict has its Instance in its address, and a project without a verdict has no such paper."""
    env, account = environment(tmp_path, platform.installation.database), ("--account", "coordination-liege")

    listed = efe("paper", "--list", "verdict", *account, env=env)
    key, _, title = listed.stdout.partition("\n")[0].partition("  ")
    made = efe("paper", "verdict", key, "-o", str(tmp_path / "verdict.pdf"), *account, env=env)

    assert title
    assert re.fullmatch(r"[0-9a-f-]{36}\.[a-z-]+", key), listed.stdout
    assert made.returncode == 0, made.stderr


def test_a_paper_of_a_long_life_proves_its_creation_and_its_last_acts(database: Database, tmp_path: Path) -> None:
    """Sixty later acts would have pushed the creation out of its own paper."""
    with served(database, tmp_path) as api:
        liege = api.coordinator(Bassin.LIEGE)
        pole, _ = a_constituted_pole(liege)
        for number in range(MAX_ACTS):
            liege.done("renamePole", "position", poleId=pole, name=f"Chauffage {number}")
        api.installation.sealer.run()
        browser = Browser(api)
        signed_in(browser, f"coordination-{Bassin.LIEGE}")

        pdf = browser.get(f"/actes/creation/{key_of(pole)}.pdf").content
        key = ledger_key(database)

    content = json.loads(paper_evidence(pdf))
    topics = [each["topic"] for each in content["events"]]
    assert len(content["proofs"]) == MAX_ACTS
    assert topics[0].startswith("pole.created.")
    assert topics[-1].startswith("pole.renamed.")
    assert "les 20 premiers actes et les 40 derniers" in json.dumps(content["frame"], ensure_ascii=False)
    verify_compiled(pdf, key)


def drawn_over(pdf: bytes) -> bytes:
    """The same file with a white box over its first page, as an incremental update."""
    writer = PdfWriter(BytesIO(pdf), incremental=True)
    box = DecodedStreamObject()
    box.set_data(b"1 1 1 rg 0 0 600 700 re f")
    page = writer.pages[0]
    page[NameObject("/Contents")] = ArrayObject([page.raw_get("/Contents"), writer._add_object(box)])
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def with_two_proofs(pdf: bytes) -> bytes:
    """The same file with a second `preuve.json` at its end."""
    found = re.search(rb"<</Length \d+/Type/EmbeddedFile.*?endstream", pdf, re.DOTALL)
    assert found
    return pdf + b"\n9999 0 obj\n" + found[0] + b"\nendobj\n"


def test_a_pdf_alone_never_ends_with_0(paper: bytes, key: str, tmp_path: Path) -> None:
    """A box over the page changes no byte of the proof; `verify.py` compiles nothing, and says so first."""
    files = {"whole": paper, "box": drawn_over(paper), "two": with_two_proofs(paper)}
    done = {}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        command = [sys.executable, verify.__file__, str(tmp_path / name), "--key", key]
        done[name] = subprocess.run(command, capture_output=True, text=True, check=False)

    assert {name: each.returncode for name, each in done.items()} == {"whole": 8, "box": 8, "two": 1}
    assert done["box"].stdout.startswith("Vérifié en partie : la mise en page n'est pas contrôlée")
    assert "PAPER_UNREADABLE" in done["two"].stderr
    for name, code in {"box": "PAPER_ALTERED", "two": "PAPER_UNREADABLE"}.items():
        with pytest.raises(Fault) as refused:
            verify_compiled(files[name], key)
        assert refused.value.code == code
    page_whole, page_two = answers([Given((files[name],), keys=(key,)) for name in ("box", "two")], tmp_path)
    assert str(page_whole.report["alone"]).startswith("Vérifié en partie : la mise en page n'est pas contrôlée")
    assert page_two.code == "PAPER_UNREADABLE"


@pytest.mark.parametrize("part", [b"/Type/EmbeddedFile", b"<</Type/EmbeddedFile", b"<<", b"<</Type/EmbeddedFile<<>>"])
def test_a_hostile_pdf_costs_no_more_than_its_size(part: bytes, key: str, tmp_path: Path) -> None:
    """Of 600 kB: a search that begins again at each part took minutes."""
    pdf = b"%PDF-1.7\n<<" + part * (600_000 // len(part))

    began = time.process_time()
    with pytest.raises(Fault) as refused:
        verify_paper(pdf, key)
    spent = time.process_time() - began
    [page] = answers([Given((pdf,), keys=(key,))], tmp_path)

    assert (refused.value.code, page.code) == ("PAPER_UNREADABLE", "PAPER_UNREADABLE")
    assert spent < 0.5
