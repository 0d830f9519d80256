"""Answers by resolvers that are given again: only if they depend on nothing but rows, rights and the day."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_graphql.request.context import Context
from efe_graphql.request.ports import Ports
from efe_graphql.request.witness import HARMLESS, HARMLESS_PORTS, WitnessedContext, WitnessedPorts, fingerprint
from efe_projections.engine.viewer import VISITOR
from tests.api.api_tokens import bearing, created
from tests.api.given import Api, Client, a_composed_pole, a_pole
from tests.api.remembered import COLUMNS, WARM, opened, repeated, warmed

pytestmark = pytest.mark.platform("module")


def test_each_field_of_a_context_and_each_port_is_in_the_key_or_noticed() -> None:
    """A field that is added one day is noticed until it is known to be harmless."""
    for kind, witnessed, harmless in (
        (Context, WitnessedContext, HARMLESS),
        (Ports, WitnessedPorts, HARMLESS_PORTS),
    ):
        of_fields = {each.name for each in fields(kind)}
        noticed = {name for name in of_fields if isinstance(vars(witnessed).get(name), property)}
        assert harmless <= of_fields
        assert of_fields - noticed == harmless


def test_all_that_is_harmless_is_in_the_key_but_the_position() -> None:
    context = Context(ports=None, viewer=VISITOR, grants=(), now=datetime.now(UTC), correlation_id="")  # type: ignore[arg-type]
    inputs = sorted(HARMLESS - {"ports", "read_position"})
    others: list[Context] = [replace(context, **{name: "another"}) for name in inputs]  # type: ignore[arg-type]
    tomorrow = replace(context, now=context.now + timedelta(days=1))

    keys = {fingerprint(each) for each in (context, tomorrow, *others)}
    assert len(keys) == 2 + len(others)
    assert fingerprint(replace(context, read_position=7, correlation_id="x")) == fingerprint(context)


def test_a_checkpoint_that_is_signed_later_is_in_the_next_answer(api: Api, liege: Client) -> None:
    """Nothing is recorded when the log is sealed: the position stays, the checkpoint does not."""
    query = "{ meta { position } ledgerCheckpoint { size note } }"
    a_pole(liege, "Scellé")
    before = warmed(liege, query)

    api.installation.sealer.run()
    after = liege.ask(query)

    assert after["meta"] == before["meta"]
    assert int(after["ledgerCheckpoint"]["size"]) > int((before["ledgerCheckpoint"] or {"size": "0"})["size"])
    with repeated(1):
        assert liege.ask(query) == after


def test_what_another_event_has_changed_is_read_again(api: Api, liege: Client) -> None:
    """The position of the page is that of now, after each event, also one of another table."""
    before = warmed(liege, COLUMNS)
    api.granted("autre-temoin", Role.READER, Bassin.LIEGE)

    with repeated(0):
        after = liege.ask(COLUMNS)
    assert int(after["meta"]["position"]) > int(before["meta"]["position"])
    with repeated(1):
        assert liege.ask(COLUMNS) == after


@pytest.mark.parametrize(
    "query",
    [
        "query ($at: DateTime!) { meta(asOf: { recordedAt: $at }) { position } }",
        "query ($least: Position!) { meta(minPosition: $least) { position } }",
        "{ apiTokens { id } }",
    ],
    ids=["the clock", "a wait", "the vault"],
)
def test_what_depends_on_more_is_computed_each_time(api: Api, liege: Client, query: str) -> None:
    pole = a_pole(liege, "Témoin")
    reached = liege.ask("{ meta { position } }")["meta"]["position"]
    given = {"id": pole, "at": datetime.now(UTC).isoformat(), "least": reached}
    with repeated(0):
        for _ in range(WARM + 2):
            liege.ask(query, **{name: value for name, value in given.items() if f"${name}" in query})


def test_a_token_has_no_answer_of_its_account(api: Api, liege: Client) -> None:
    """The token opens one pôle, its account all of the Instance; both have the same document."""
    first, _ = a_composed_pole(liege)
    a_composed_pole(liege)
    narrow = bearing(liege, created(liege, {"role": "COORDINATOR", "poleId": first})["secret"])
    of_account, of_token = opened(warmed(liege, COLUMNS)), opened(warmed(narrow, COLUMNS))

    assert of_account > of_token == 1
    with repeated(2):
        assert (opened(liege.ask(COLUMNS)), opened(narrow.ask(COLUMNS))) == (of_account, of_token)


def test_two_accounts_have_answers_of_their_own(api: Api, liege: Client) -> None:
    """The answer by resolvers may name the account: it is not shared, although the rights are the same."""
    query = "{ viewer { account { id } } poles(first: 100) { totalCount } }"
    readers = [api.granted(f"temoin-{number}", Role.READER, Bassin.LIEGE) for number in (1, 2)]
    own = [warmed(each, query) for each in readers]

    assert own[0] != own[1]
    assert [each.ask(query) for each in readers] == own


def test_each_language_has_answers_of_its_own(api: Api, liege: Client) -> None:
    query = "{ meta { rules { text } } }"
    french, german = liege, liege.with_header("Accept-Language", "de")

    assert warmed(french, query) != warmed(german, query)
    assert french.ask(query) != german.ask(query)
