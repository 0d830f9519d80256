"""The documents that pages of the console send tell nobody what is not theirs to know."""

import pytest

from efe_infra.console.register.documents import texts
from tests.api.isolation.console_documents import filled, queries, some
from tests.api.isolation.findings import Findings
from tests.api.isolation.walk import Walk, check_answered
from tests.api.isolation.world import LOOKERS, WIDE


@pytest.mark.parametrize("name", LOOKERS)
def test_a_page_tells_a_viewer_what_is_theirs_to_know(walk: Walk, name: str) -> None:
    looker = walk.world.lookers[name]
    found = Findings(walk.world.sights, looker)
    before = WIDE.tally.repeated

    for document, operation in queries().items():
        text = texts()[document]
        inputs = some(document, looker, [*filled(walk, operation, looker)])
        for variables in (*inputs, *inputs[:1]):  # the last one may find the answer of the first
            answer = walk.world.ask(text, looker, **variables)
            check_answered(answer, text, refusable=True)
            found.read(answer, document, echoed=str(variables))

    assert sorted(found.leaks) == []
    if looker.account:
        assert found.known
    assert WIDE.tally.repeated > before
