"""An API token of one pôle tells nothing of another pôle of its Instance, although its account coordinates both."""

from efe_domain.access.grants import Role
from efe_infra.console.register.documents import texts
from tests.api.isolation.console_documents import filled, queries, some
from tests.api.isolation.findings import Findings
from tests.api.isolation.sight import Looker
from tests.api.isolation.walk import Walk, check_answered

RENAME = 'mutation ($id: ID!) { renamePole(input: {poleId: $id, name: "Renommé"}) { userErrors { code } } }'


def test_a_token_of_one_pole_tells_what_a_reader_of_the_pole_may_know(walk: Walk) -> None:
    reader = walk.world.lookers["reader of a pôle"]
    [pole] = reader.poles
    account = walk.world.lookers["coordinator of Liège"].account
    looker = Looker("reader of a pôle", account, poles=reader.poles, token_of=pole)
    found = Findings(walk.world.sights, looker)

    for document, operation in queries().items():
        for variables in some(document, looker, [*filled(walk, operation, looker)]):
            answer = walk.world.ask(texts()[document], looker, **variables)
            check_answered(answer, texts()[document], refusable=True)
            found.read(answer, document, echoed=str(variables))

    roles = walk.world.ask("{ viewer { bassins grants { role } } }", looker)["data"]["viewer"]
    refused = walk.world.ask(RENAME, looker, id=f"Pole:{pole}")["errors"]
    assert sorted(found.leaks) == []
    assert found.known
    assert roles == {"bassins": [], "grants": [{"role": Role.READER.name}]}
    assert [each["extensions"]["code"] for each in refused] == ["FORBIDDEN"]
