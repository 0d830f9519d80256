"""Adversary with the platform's tools: changes a value of a paper of each kind, compiles again, and is refused."""

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import NIL
from efe_domain.shared.messages import Language, format_day
from efe_infra.cli.paper_register import check_covered
from efe_infra.composition import watching
from efe_infra.console.language.formats import ZONE
from efe_infra.papers.checking.again import ExpectedInput, SecondIssue
from efe_infra.papers.checking.viewpoints import StatedViewers
from efe_infra.papers.command import answered
from efe_infra.papers.registry import PAPERS
from efe_infra.samples.demo.people import MEMBER, READER
from efe_infra.transparency.evidence.verify import Fault, PaperProof, verify_paper
from efe_infra.web_application import application
from tests.api.given import Api
from tests.api.replays import ledger_key
from tests.conftest import Cloning
from tests.infra.cli.here import efe
from tests.infra.cli.process import environment
from tests.infra.console.browser import Browser
from tests.infra.console.demonstration import demonstration
from tests.infra.console.in_threads import in_a_thread
from tests.infra.console.paper_forging import compiled
from tests.infra.console.paper_objects import paths_of
from tests.infra.console.printed_papers import COORDINATORS, printed
from tests.infra.console.signing_in import signed_in


@dataclass(frozen=True)
class Forgery:
    """Change of the input of a paper, and its name."""

    name: str
    content: dict[str, Any]


@pytest.fixture(scope="module")
def platform(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The demonstration again: others would record more acts after those of a paper's Instance."""
    with demonstration(cloning, tmp_path_factory.mktemp("forgeries")) as api:
        yield api


@pytest.fixture(scope="module")
def papers(platform: Api) -> dict[str, bytes]:
    return {
        kind: printed(platform, path, subject, "fr")
        for kind, (path, subject) in paths_of(platform, COORDINATORS).items()
    }


def leaves(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict | list):
        for name, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(each, (*at, name))
    elif value is not None:
        yield at, value


def with_value(content: dict[str, Any], at: Sequence[Any], value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(content)
    part = changed
    for each in at[:-1]:
        part = part[each]
    part[at[-1]] = value
    return changed


def other(value: Any) -> Any:
    """Another value that looks like this one: another digit, else another word."""
    if isinstance(value, int):
        return value + 1
    digit = next((each for each in value if each.isdigit()), None)
    return value.replace(digit, str((int(digit) + 1) % 10), 1) if digit else f"{value} bis"


def forgeries(content: dict[str, Any]) -> Iterator[Forgery]:
    for at, value in leaves(content["input"], ("input",)):
        if at[-1] != "type":
            yield Forgery("/".join(map(str, at)), with_value(content, at, other(value)))
    blocks = content["input"]["blocks"]
    for nth, block in enumerate(blocks):
        yield Forgery(
            f"without block {nth}", with_value(content, ("input", "blocks"), [*blocks[:nth], *blocks[nth + 1 :]])
        )
        if len(rows := block.get("rows", ())) > 1:
            yield Forgery(f"swap {nth}", with_value(content, ("input", "blocks", nth, "rows"), rows[::-1]))
    more = {"type": "text", "text": "Adoptée le 1er janvier 2024."}
    yield Forgery("one block more", with_value(content, ("input", "blocks"), [*blocks, more]))


@pytest.fixture(scope="module")
def proofs(papers: dict[str, bytes], platform: Api) -> dict[str, PaperProof]:
    key = ledger_key(platform.installation.database)
    return {kind: verify_paper(pdf, key) for kind, pdf in papers.items()}


def test_the_register_refuses_each_changed_value_of_each_kind(platform: Api, proofs: dict[str, PaperProof]) -> None:
    assert proofs.keys() == PAPERS.keys()
    for kind, (issue, expected) in again(platform, proofs).items():
        content = proofs[kind].content
        assert any(not issue.differences(content["input"], each) for each in expected), kind
        passed = {
            each.name
            for each in forgeries(content)
            if any(not issue.differences(each.content["input"], one) for one in expected)
        }
        assert not passed, (kind, "names of persons too")


def again(platform: Api, proofs: dict[str, PaperProof]) -> dict[str, tuple[SecondIssue, list[ExpectedInput]]]:
    """What the register gives again for each paper, to each reader."""
    stated, found = StatedViewers(), {}
    with watching(platform.installation) as watch:
        app = application(platform.installation, watch, resolver=stated.on)
        issue = SecondIssue(app, stated, platform.installation.vault.named_before)

        async def issue_all() -> None:
            for kind, proof in proofs.items():
                await issue.check(proof)
                found[kind] = (issue, [each async for each in issue.inputs(proof.content)])

        in_a_thread(answered, app, issue_all)
    return found


def test_the_command_line_compares_a_paper_with_the_register_and_with_a_bundle(
    platform: Api, papers: dict[str, bytes], proofs: dict[str, PaperProof], tmp_path: Path
) -> None:
    env = environment(platform.installation.settings.home, platform.installation.database)
    key, bundle = ledger_key(platform.installation.database), tmp_path / "paquet.zip"
    content = proofs["minutes"].content
    bassin = Bassin[content["input"]["bassins"][0]]
    paper, forged = tmp_path / "acte.pdf", tmp_path / "faux.pdf"
    paper.write_bytes(papers["minutes"])
    forged.write_bytes(compiled(with_value(content, ("input", "status"), "Procès-verbal adopté le 1er mai 2025.")))
    made = efe("export", "--bassin", bassin, "-o", str(bundle), env=env)
    assert made.returncode == 0, made.stderr

    for options in (["--register"], ["--bundle", str(bundle)]):
        whole = efe("verify", str(paper), "--key", key, *options, env=env)
        refused = efe("verify", str(forged), "--key", key, *options, env=env)

        assert whole.returncode == 0, whole.stderr
        assert "donnent ces mêmes données" in whole.stdout or "donne ces mêmes données" in whole.stdout
        assert (refused.returncode, refused.stdout) == (4, "")
        assert "REGISTER_DIFFERS" in refused.stderr
        assert "1er mai 2025" in refused.stderr
    assert efe("verify", str(bundle), "--key", key, "--register", env=env).returncode == 2


def test_a_paper_of_a_reader_with_fewer_rights_is_what_the_register_gives(platform: Api) -> None:
    key, proofs = ledger_key(platform.installation.database), dict[str, PaperProof]()
    for kind, (path, _) in paths_of(platform, COORDINATORS).items():
        for subject in ("", READER, MEMBER.subject):
            browser = Browser(platform)
            if subject:
                signed_in(browser, subject)
            response = browser.get(path)
            if response.status_code == 200:
                proofs[f"{kind} of {subject}"] = verify_paper(response.content, key)

    assert len(proofs) > len(PAPERS)
    assert again(platform, proofs).keys() == proofs.keys()


def test_a_paper_of_another_object_moment_or_kind_is_refused_with_its_reason(
    platform: Api, proofs: dict[str, PaperProof]
) -> None:
    proof = proofs["verdict"]
    day = proof.content["timestamp"] + 86_400
    attacks: dict[str, tuple[dict[str, Any], str]] = {
        "another object": ({"object": f"Project:{NIL}"}, "NOT_IN_REGISTER"),
        "no object": ({"object": 7}, "NOT_IN_REGISTER"),
        "another Instance": ({"part": "namur/.."}, "NOT_IN_REGISTER"),
        "another kind": ({"kind": "minutes"}, "NOT_IN_REGISTER"),
        "a position to come": ({"position": 1 << 40}, "NOT_IN_REGISTER"),
        "no position": ({"position": "x"}, "NOT_IN_REGISTER"),
        "the first position": ({"position": 1}, "REGISTER_DIFFERS"),
        "another day": ({"timestamp": day}, "REGISTER_DIFFERS"),
        "another language": ({"language": "de"}, "REGISTER_DIFFERS"),
        "no language": ({"language": "xx"}, "NOT_IN_REGISTER"),
        "no day in law": ({"in_force_on": "demain"}, "NOT_IN_REGISTER"),
    }
    found = faults(platform, proof, {name: {**proof.content, **part} for name, (part, _) in attacks.items()})

    assert {name: each.code for name, each in found.items()} == {name: code for name, (_, code) in attacks.items()}
    next_day, its_day = (
        format_day(datetime.fromtimestamp(each, ZONE).date(), Language.FRENCH) for each in (day, day - 86_400)
    )
    assert found["another day"].where == f"« {next_day} » au lieu de « {its_day} »"
    with pytest.raises(Fault) as refused:
        check_covered([proof], proof.content["position"] - 1)
    assert refused.value.code == "BUNDLE_OLDER"


def faults(platform: Api, proof: PaperProof, contents: dict[str, dict[str, Any]]) -> dict[str, Fault]:
    """The refusal of each content by the register."""
    stated, found = StatedViewers(), dict[str, Fault]()
    with watching(platform.installation) as watch:
        app = application(platform.installation, watch, resolver=stated.on)
        issue = SecondIssue(app, stated, platform.installation.vault.named_before)

        async def check_all() -> None:
            for name, content in contents.items():
                try:
                    await issue.check(PaperProof(proof.evidence, content, proof.log, proof.key))
                except Fault as fault:
                    found[name] = fault

        in_a_thread(answered, app, check_all)
    return found
