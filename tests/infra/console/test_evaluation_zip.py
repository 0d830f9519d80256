"""Evaluation file of an Instance: one position, no name of a person, and a report that vouches for every file."""

import os
import re
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import anyio
import pytest
from pypdf import PdfReader

from efe_infra.console.language.formats import today
from efe_infra.console.web.refusals import PageRefused
from efe_infra.papers.dossier.page import alone
from efe_infra.samples.demo.people import AUDITOR, MEMBER, PEOPLE, READER
from tests.api.given import Api
from tests.api.replays import ledger_key
from tests.conftest import Cloning
from tests.infra.cli import here
from tests.infra.cli.process import EFE, environment
from tests.infra.console.browser import Browser
from tests.infra.console.demonstration import demonstration
from tests.infra.console.in_threads import in_a_thread
from tests.infra.console.opened_dossiers import Files, code_of, faults_beside_the_register
from tests.infra.console.signing_in import signed_in
from tests.infra.ledger.given import until

ADDRESS = "/instances/liege/dossier-d-evaluation.zip"
PAST = "2025-06-30"


@pytest.fixture(scope="module")
def platform(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The demonstration again: others would record more acts of the Instance."""
    with demonstration(cloning, tmp_path_factory.mktemp("dossiers")) as api:
        yield api


@pytest.fixture(scope="module")
def key(platform: Api) -> str:
    return ledger_key(platform.installation.database)


def sent(platform: Api, subject: str, address: str = ADDRESS) -> bytes:
    browser = Browser(platform)
    signed_in(browser, subject)
    response = browser.get(address)
    assert (response.status_code, response.headers["content-type"]) == (200, "application/zip"), response.text[:500]
    return response.content


@pytest.fixture(scope="module")
def whole(platform: Api) -> bytes:
    return sent(platform, "coordination-liege")


@pytest.fixture(scope="module")
def past(platform: Api) -> bytes:
    return sent(platform, "coordination-liege", f"{ADDRESS}?jusque={PAST}")


def words_of(name: str, content: bytes) -> str:
    """The text of a file, as a person reads it."""
    match name.rpartition(".")[2]:
        case "pdf":
            return " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
        case "xlsx":
            with ZipFile(BytesIO(content)) as parts:
                return " ".join(parts.read(each).decode() for each in parts.namelist())
        case "zip":
            return ""
        case _:
            return content.decode()


def test_the_page_of_the_instance_leads_to_the_file_and_says_what_is_in_it(platform: Api) -> None:
    browser = Browser(platform)
    signed_in(browser, "coordination-liege")

    assert 'href="/instances/liege/dossier-d-evaluation"' in browser.get("/instances/liege").text
    page = browser.get("/instances/liege/dossier-d-evaluation").text
    assert f'action="{ADDRESS}"' in page
    assert "ne cite pas d'article 20" in page
    assert "consigne ce téléchargement" in page
    assert browser.get(f"{ADDRESS}?jusque={today() + timedelta(days=2)}").status_code == 400
    assert browser.get(f"{ADDRESS}?depuis=2025-01-02&jusque=2025-01-01").status_code == 400


def test_the_same_day_gives_the_same_files_and_the_list_names_each(platform: Api, past: bytes) -> None:
    again = Files.of(sent(platform, "coordination-liege", f"{ADDRESS}?jusque={PAST}"))
    files = Files.of(past)

    assert files.by_name == again.by_name
    assert files.by_name["SHA256SUMS"] == again.with_sums().by_name["SHA256SUMS"]
    assert sum(name.endswith(".csv") for name in files.by_name) == 9


def test_a_file_of_a_past_day_has_nothing_that_was_recorded_later(past: bytes, whole: bytes) -> None:
    table = Files.of(past).by_name["tableaux/decisions.csv"].decode()
    days = re.findall(r"\b\d{4}-\d\d-\d\d\b", table)
    names = {name for name in Files.of(past).by_name if name.startswith("decisions/")}

    assert days
    assert max(days) <= PAST
    assert names
    assert max(names) <= f"decisions/{PAST}~"
    assert names < {name for name in Files.of(whole).by_name if name.startswith("decisions/")}


def test_no_file_names_a_person(whole: bytes) -> None:
    names = [each.family_name for each in PEOPLE] + ["Représentant", "représentant", "suppléant"]
    for file, content in Files.of(whole).by_name.items():
        if file.startswith("tableaux/"):
            words = words_of(file, content)
            assert [name for name in names if name in words] == [], file


def test_only_readers_of_the_dossiers_get_a_file_and_only_exporters_the_bundle(platform: Api, key: str) -> None:
    for subject in ("coordination-namur", MEMBER.subject, READER, "lecteur-inconnu"):
        browser = Browser(platform)
        signed_in(browser, subject)
        assert browser.get(ADDRESS).status_code == 404, subject
        assert browser.get("/instances/liege/dossier-d-evaluation").status_code == 404, subject
    assert Browser(platform).get(ADDRESS).headers["location"].startswith("/connexion")
    journal = "{ accessJournal(bassin: LIEGE, first: 100) { edges { node { field } } } }"
    coordinator = platform.client("coordination-liege")
    before = str(coordinator.ask(journal)).count("GET /preuves")

    assert "preuves.zip" in Files.of(sent(platform, AUDITOR, f"{ADDRESS}?jusque={PAST}")).by_name
    assert str(coordinator.ask(journal)).count("GET /preuves") == before + 1


def with_file(name: str, change: Callable[[bytes], bytes]) -> Callable[[Files], Files]:
    def changed(files: Files) -> Files:
        files.by_name[name] = change(files.by_name[name])
        return files

    return changed


def better(content: bytes) -> bytes:
    """One more pôle in activity."""
    _, line, *_ = content.splitlines(keepends=True)
    return content + line.replace(b"2025", b"2024")


TEXT_EDITOR: dict[str, tuple[Callable[[Files], Files], str]] = {
    "a line more": (with_file("tableaux/poles.csv", better), "FILE_ALTERED"),
    "a line more, and the list": (lambda f: with_file("tableaux/poles.csv", better)(f).with_sums(), "SUMS_DIFFER"),
    "another list": (with_file("SHA256SUMS", lambda each: each[:-70]), "SUMS_DIFFER"),
    "a text changed": (with_file("LISEZMOI.txt", lambda each: each + b"\n"), "FILE_ALTERED"),
    "a byte of an extract": (lambda f: with_file(an_extract(f), lambda e: e[:-9] + b" " + e[-8:])(f), "FILE_ALTERED"),
    "a byte of the report": (with_file("rapport.pdf", lambda e: e[:-9] + b" " + e[-8:]), "PAPER_ALTERED"),
    "no bundle": (lambda f: without(f, "preuves.zip"), "FILE_MISSING"),
    "no list": (lambda f: without(f, "SHA256SUMS"), "FILE_MISSING"),
    "a file more": (lambda f: added(f, "tableaux/autres.csv", b"x"), "FILE_NOT_ENCLOSED"),
    "a program": (lambda f: added(f, "../verify.py", b"x"), "FILE_NOT_ENCLOSED"),
    "an extract as the report": (lambda f: added(f, "rapport.pdf", f.by_name[an_extract(f)]), "REPORT_FOREIGN"),
}


def an_extract(files: Files) -> str:
    return min(each for each in files.by_name if each.startswith("decisions/"))


def without(files: Files, name: str) -> Files:
    del files.by_name[name]
    return files


def added(files: Files, name: str, content: bytes) -> Files:
    files.by_name[name] = content
    return files


def test_a_file_that_is_changed_swapped_added_or_missing_is_refused(past: bytes, key: str, tmp_path: Path) -> None:
    assert code_of(past, key, tmp_path) == ""
    codes = {name: code_of(forge(Files.of(past)).zipped(), key, tmp_path) for name, (forge, _) in TEXT_EDITOR.items()}

    assert codes == {name: code for name, (_, code) in TEXT_EDITOR.items()}


def test_a_forger_with_the_platforms_tools_is_refused_by_the_register(
    platform: Api, past: bytes, whole: bytes, key: str, tmp_path: Path
) -> None:
    files = Files.of(past)
    [extract] = [each for each in files.by_name if each.startswith("decisions/2025")]
    of_whole = Files.of(whole)
    attacks: dict[str, tuple[Files, str]] = {
        "as it is": (files.copy(), ""),
        "a line more": (with_file("tableaux/poles.csv", better)(files.copy()).vouched(key), "TABLE_DIFFERS"),
        "another workbook": (
            added(files.copy(), "tableaux/poles.xlsx", of_whole.by_name["tableaux/avis.xlsx"]).vouched(key),
            "TABLE_DIFFERS",
        ),
        "a better text": (
            with_file("LISEZMOI.txt", lambda each: each + b"Rien ne doit en etre verifie.\n")(files.copy()).vouched(
                key
            ),
            "READ_ME_DIFFERS",
        ),
        "a better figure": (files.copy().vouched(key, one_more), "REGISTER_DIFFERS"),
        "a decision left out": (without(files.copy(), extract).vouched(key), "EXTRACTS_DIFFER"),
        "a decision under another name": (
            added(files.copy(), an_extract(files), files.by_name[extract]).vouched(key),
            "EXTRACT_FOREIGN",
        ),
    }
    refused = faults_beside_the_register(
        platform, {name: each.zipped() for name, (each, _) in attacks.items()}, key, tmp_path
    )

    assert {name: each.partition(" ")[0] for name, each in refused.items()} == {
        name: code for name, (_, code) in attacks.items()
    }
    assert "tableaux/poles.csv, ligne" in refused["a line more"]
    later = added(files.copy(), extract, of_whole.by_name[extract]).vouched(key)
    assert code_of(later.zipped(), key, tmp_path) == "EXTRACT_FOREIGN"


def one_more(content: dict[str, object]) -> None:
    """Changes the first number of the report."""
    blocks = content["input"]["blocks"]  # type: ignore[index]
    rows = next(each["rows"] for each in blocks if each["type"] == "rows" and each["rows"][0][1].isdigit())
    rows[0][1] = str(int(rows[0][1]) + 1)


def test_a_client_has_one_file_in_the_making_and_another_after_it_ended(platform: Api) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"one"
        yield b"two"

    async def try_twice() -> None:
        first = alone("someone", pieces())
        assert await anext(first) == b"one"
        with pytest.raises(PageRefused) as busy:
            await anext(alone("someone", pieces()))
        assert busy.value.status_code == 429
        other = alone("someone else", pieces())
        assert await anext(other) == b"one"
        await first.aclose()  # type: ignore[attr-defined] # a generator
        await other.aclose()  # type: ignore[attr-defined]
        assert [each async for each in alone("someone", pieces())] == [b"one", b"two"]

    in_a_thread(anyio.run, try_twice)


@pytest.fixture(scope="module")
def env(platform: Api) -> dict[str, str]:
    return environment(platform.installation.settings.home, platform.installation.database)


REPORT = ("report", "--bassin", "liege", "--until", PAST)


def test_the_command_writes_a_file_that_verifies_with_its_own_bundle(
    env: dict[str, str], past: bytes, key: str, tmp_path: Path
) -> None:
    target, forged = tmp_path / "dossier.zip", tmp_path / "faux.zip"
    made = here.efe(*REPORT, "--out", str(target), env=env)
    assert (made.returncode, made.stderr) == (0, ""), made.stderr
    again = here.efe(*REPORT, "--out", str(target), env=env)
    assert again.stderr.endswith("existe déjà (--force pour le remplacer).\n")
    written = Files.of(target.read_bytes()).by_name
    assert written["tableaux/poles.csv"] == Files.of(past).by_name["tableaux/poles.csv"]
    forged.write_bytes(with_file("tableaux/poles.csv", better)(Files(dict(written))).vouched(key).zipped())

    whole = here.efe("verify", str(target), "--key", key, env=env)
    refused = here.efe("verify", str(forged), "--key", key, env=env)

    assert whole.returncode == 0, whole.stderr
    assert "les événements du paquet, rejoués, donnent chaque valeur" in whole.stdout
    assert (refused.returncode, refused.stdout) == (4, "")
    assert refused.stderr.startswith("Refusé [TABLE_DIFFERS] tableaux/poles.csv, ligne")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--bassin", "liege", "--until", "2999-01-01"), "ce jour est à venir"),
        (("--bassin", "liege", "--until", "hier"), "AAAA-MM-JJ"),
        (("--bassin", "liège", "--until", PAST), "n'est pas une Instance"),
        (("--bassin", "liege", "--until", PAST, "--from", "2026-01-01"), "après le dernier"),
    ],
)
def test_a_wrong_command_line_is_one_french_line(words: tuple[str, ...], sentence: str) -> None:
    refused = here.efe("report", *words, env=os.environ)

    assert (refused.returncode, refused.stdout) == (2, "")
    assert sentence in " ".join(refused.stderr.split())


@pytest.mark.long
def test_a_killed_process_and_a_full_disk_leave_no_file(env: dict[str, str], tmp_path: Path) -> None:
    target = tmp_path / "dossier.zip"
    process = subprocess.Popen([*EFE, *REPORT, "--out", str(target)], env=env, stderr=subprocess.DEVNULL)
    until(lambda: any(each.stat().st_size for each in tmp_path.iterdir()), within=100)
    process.kill()
    process.wait(60)
    assert not target.exists()
    for each in tmp_path.iterdir():
        each.unlink()

    full = subprocess.run(
        ["prlimit", "--fsize=60000", *EFE, *REPORT, "--out", str(target)],
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert full.returncode == 1
    assert "ne peut être écrit" in full.stderr
    assert [*tmp_path.iterdir()] == []
    assert here.efe(*REPORT, "--out", "/proc/dossier.zip", env=env).returncode == 1
