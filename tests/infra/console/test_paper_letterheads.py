"""Adversary with the platform's tools on the letterhead: another address, office, logo, note, or none."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from efe_infra.console.letterhead.logo import logo_of
from efe_infra.samples.demo.logo import LOGO
from efe_infra.transparency.evidence.verify import paper_evidence
from tests.conftest import Cloning
from tests.infra.console.demonstration import demonstration
from tests.infra.console.paper_forging import Desk, forged
from tests.infra.console.paper_objects import paths_of
from tests.infra.console.printed_papers import COORDINATORS, printed
from tests.infra.console.signing_in import LIEGE

type Head = dict[str, Any]

NOTE: Final = "Le logo de l'Instance ne peut être lu : ce papier n'en porte pas."
OTHER_LOGO: Final = logo_of(b64encode(LOGO + LOGO[-12:]).decode())
"""The same picture, and one chunk more after its end."""


@pytest.fixture(scope="module")
def desk(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with demonstration(cloning, tmp_path_factory.mktemp("letterheads")) as api:
        yield Desk(api, tmp_path_factory.mktemp("desk"))


def with_head(**changes: Any) -> Callable[[dict[str, Any]], None]:
    def change(content: dict[str, Any]) -> None:
        content["input"]["letterheads"][0].update(changes)

    return change


def with_notes(*notes: str) -> Callable[[dict[str, Any]], None]:
    def change(content: dict[str, Any]) -> None:
        content["input"]["notes"] = [*notes]

    return change


def test_a_letterhead_and_its_logo_are_those_of_the_register_and_of_a_bundle(desk: Desk) -> None:
    """A bundle has the hash of a logo. The platform itself issues a paper without a logo that it cannot read."""
    path, _ = paths_of(desk.platform, COORDINATORS)["creation"]
    paper, bundle = printed(desk.platform, path, LIEGE, "fr"), str(desk.bundle())
    [head] = json.loads(paper_evidence(paper))["input"]["letterheads"]
    stretched = {**head["logo"], "svg": head["logo"]["svg"].replace('width="240"', 'width="480"')}
    changes = {
        "whole": with_head(),
        "address": with_head(address="Rue Fausse 1"),
        "office": with_head(office="Le bureau des faux"),
        "another logo": with_head(logo={**head["logo"], "svg": OTHER_LOGO}),
        "words of the logo": with_head(logo={**head["logo"], "alt": "Logo de la Région"}),
        "stretched logo": with_head(logo=stretched),
        "no logo": with_head(logo=None),
        "a note": with_notes("Ce document vaut agrément."),
        "a note on the logo": with_notes(NOTE),
    }

    pdfs = {name: forged(paper, change) for name, change in changes.items()}
    found = {
        option[0]: {name: desk.verdict(pdf, *option)[0] for name, pdf in pdfs.items()}
        for option in (("--register",), ("--bundle", bundle))
    }

    refused = {name: 4 for name in changes if name != "whole"}
    assert found == {"--register": {"whole": 0, **refused}, "--bundle": {"whole": 0, **refused}}


def test_a_register_that_lost_a_logo_issues_papers_that_verify(desk: Desk) -> None:
    path, _ = paths_of(desk.platform, COORDINATORS)["creation"]
    paper = printed(desk.platform, path, LIEGE, "fr")

    def without_logo(content: dict[str, Any]) -> None:
        with_head(logo=None)(content)
        with_notes(NOTE)(content)

    bare = forged(paper, without_logo)

    assert desk.verdict(bare, "--register")[0] == desk.verdict(bare, "--bundle", str(desk.bundle()))[0] == 0


def test_a_paper_vouches_for_no_file_that_is_not_compared(desk: Desk) -> None:
    """The box of the last page prints the number of the files, and the hash of their list."""
    paths = paths_of(desk.platform, COORDINATORS)
    creation, report = (printed(desk.platform, *paths[kind], "fr") for kind in ("creation", "report"))

    def vouching(content: dict[str, Any]) -> None:
        content["enclosed"] = [{"name": "tableaux/poles.csv", "sha256": "0" * 64}]

    found = [desk.verdict(forged(each, vouching), "--register") for each in (creation, report)]

    assert [status for status, _ in found] == [4, 13]
    assert "FRAME_ALTERED" in found[0][1]
    assert found[1][1].startswith("Dossier non comparé")
