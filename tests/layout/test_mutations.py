"""Every command that is written is a mutation: none is forgotten because its module is not listed."""

from pathlib import Path

import efe_graphql.mutations
from efe_graphql.mutations.command_registry import PAYLOADS

BESIDE = {
    "api_token_mutations",
    "person_mutations",
    "invitation_answer_mutations",
    "person_invitation_mutations",
    "service_mutations",
}
"""Modules whose mutations are listed one by one: most of them record no event."""


def test_every_module_of_mutations_is_listed() -> None:
    [folder] = efe_graphql.mutations.__path__
    written = {path.stem for path in Path(folder).glob("*_mutations.py")}

    assert {module.__name__.rpartition(".")[2] for module in PAYLOADS} == written - BESIDE
    assert len(written) > len(BESIDE)
