"""Remembered answers: given again only as they would be read now, to those who may read them now."""

import base64
import json
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_infra.identity import principals
from efe_infra.postgres.database import Database
from efe_infra.read_model.reads.reads import PooledReads
from efe_infra.read_model.rebuild import rebuild
from efe_projections.catalogue import PROJECTIONS
from tests.api.given import TODAY, Api, Client, a_composed_pole, a_pole, an_operator
from tests.api.remembered import POLES, TRAIL, TRAIL_BY_COLUMNS, names, opened, repeated, warmed, ways
from tests.running import serving

PAGE = "query ($after: String) { poles(first: 1, after: $after) { edges { node { name } cursor } totalCount } }"


def position_in(cursor: str) -> int:
    position: int = json.loads(base64.urlsafe_b64decode(cursor))[0]
    return position


@pytest.mark.platform("module")
@ways
def test_what_has_not_changed_is_given_again(api: Api, liege: Client, query: str) -> None:
    a_composed_pole(liege)
    first = warmed(liege, query)
    with repeated(3):
        assert [liege.ask(query) for _ in range(3)] == [first] * 3


@pytest.mark.platform("module")
def test_what_another_table_has_received_leaves_it_as_it_is(api: Api, liege: Client) -> None:
    """A cursor shows the position of now, as if the answer had been read now."""
    a_composed_pole(liege)
    first = warmed(liege)
    api.granted("autre", Role.READER, Bassin.LIEGE)
    recorded = api.installation.platform.recorder.max_notification_id() or 0

    with repeated(1):
        again = liege.ask(POLES)
    assert names(again) == names(first)
    assert position_in(again["poles"]["pageInfo"]["endCursor"]) >= recorded
    assert position_in(first["poles"]["pageInfo"]["endCursor"]) < recorded


@pytest.mark.platform("module")
@ways
def test_what_was_recorded_a_moment_ago_is_in_the_next_answer(api: Api, liege: Client, query: str) -> None:
    second = api.granted("retenue-seconde", Role.COORDINATOR, Bassin.LIEGE)
    for number in range(4):
        warmed(liege, query)
        warmed(second, query)
        a_pole(liege, f"Retenu {number}")
        for reader in (liege, second):
            assert f"Retenu {number}" in names(reader.ask(query))


@pytest.mark.platform("module")
def test_the_next_page_is_of_the_moment_of_the_first(api: Api, liege: Client) -> None:
    """A page after a cursor of then is never the answer for the same key of now, nor the other way round."""
    for name in ("Page A", "Page B"):
        a_pole(liege, name)
    cursor = warmed(liege, PAGE)["poles"]["edges"][0]["cursor"]
    then = warmed(liege, PAGE, after=cursor)
    a_pole(liege, "Page C")
    now = warmed(liege, PAGE)["poles"]

    assert now["totalCount"] == then["poles"]["totalCount"] + 1
    assert liege.ask(PAGE, after=cursor) == then
    assert position_in(then["poles"]["edges"][0]["cursor"]) == position_in(cursor)


@pytest.mark.platform("module")
def test_a_cursor_of_then_is_not_one_of_now_where_the_present_was_its_moment(api: Api, liege: Client) -> None:
    """Both pages have one key while each is of the present; the request with the cursor of then is of then."""
    second = api.granted("retenue-seconde", Role.COORDINATOR, Bassin.LIEGE)  # own acts have one's rights read anew
    for name in ("Suite A", "Suite B"):
        a_pole(liege, name)
    cursor = warmed(liege, PAGE)["poles"]["edges"][0]["cursor"]
    then = warmed(liege, PAGE, after=cursor)
    a_pole(second, "Suite C")
    later = warmed(liege, PAGE)["poles"]["edges"][0]["cursor"]
    now = warmed(liege, PAGE, after=later)

    assert now["poles"]["totalCount"] == then["poles"]["totalCount"] + 1
    assert liege.ask(PAGE, after=cursor) == then


@pytest.mark.platform("module")
@pytest.mark.parametrize(
    "between", [None, "{ viewer { account { id } } }"], ids=["at once", "found by another request"]
)
@ways
def test_a_right_that_was_revoked_opens_nothing(api: Api, liege: Client, between: str | None, query: str) -> None:
    """A request between has the rights read anew: then the earlier answer is of rights that are gone."""
    a_composed_pole(liege)
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    subject = f"retenue-{between is None}-{len(query)}"
    reader = api.granted(subject, Role.READER, Bassin.LIEGE)
    before = opened(warmed(reader, query))
    taken = {"accountId": f"Account:{api.account(subject)}", "bassin": "LIEGE", "role": "READER"}
    administrator.done("revokeAccess", "position", **taken)

    if between:
        reader.ask(between)

    assert before > 0
    assert opened(reader.ask(query)) == 0


@pytest.mark.platform("module")
@ways
def test_an_account_that_was_forgotten_is_closed(api: Api, liege: Client, query: str) -> None:
    """The vault has no position: only the round trip of each answer shows that the account is gone."""
    a_composed_pole(liege)
    vault, subject = api.installation.vault, f"retenue-oubliee-{len(query)}"
    person = vault.register_person(given_name="Claude", family_name="Exemple")
    reader = api.granted(subject, Role.READER, Bassin.LIEGE)
    vault.link(api.account(subject), person)
    before = opened(warmed(reader, query))

    vault.forget(person)

    assert before > 0
    assert reader.refusal(query) == "ACCOUNT_IS_CLOSED"


@pytest.mark.platform("module")
@ways
def test_a_grant_begins_at_midnight(api: Api, liege: Client, monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    """Nothing is recorded at midnight: the position stays, the day does not."""
    a_composed_pole(liege)
    subject, tomorrow = f"des-demain-{len(query)}", TODAY + timedelta(days=1)
    with in_context(CommandContext(actor=SYSTEM_CLI, today=tomorrow)):
        api.installation.platform.grant_access(Bassin.LIEGE, api.account(subject), Role.READER, on=tomorrow)
    api.catch_up()
    reader = api.client(subject)
    before = opened(warmed(reader, query))

    monkeypatch.setattr(principals, "day_in_law", lambda _: tomorrow)
    after = opened(reader.ask(query))

    assert (before, after > 0) == (0, True)


@pytest.mark.platform("module")
def test_a_day_in_the_answer_is_that_of_the_question(
    api: Api, liege: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The state of a pôle depends on the day, of which the key has no other trace than a parameter."""
    states = "{ poles(first: 100) { edges { node { id state } } } }"
    a_composed_pole(liege)
    warmed(liege, states)

    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Later":
            return cls.combine(date(TODAY.year + 30, 1, 1), datetime.now(tz or UTC).timetz())

    monkeypatch.setattr(principals, "datetime", Later)
    with repeated(0):
        liege.ask(states)


@pytest.mark.platform("module")
def test_what_a_correction_changes_is_read_again(api: Api, liege: Client) -> None:
    """The row that the correction folds again is of the table, also where the fact is an old one."""
    number = "RETENU-1"
    operator = an_operator(liege, "CEFA", name="École retenue", number=number)
    query = "query ($id: ID!) { operator(id: $id) { name } }"
    before = warmed(liege, query, id=operator)

    done = liege.do(
        "rectify",
        "entity { id }",
        entityId=operator,
        changes=[{"version": 1, "patch": {"name": "École rectifiée"}}],
        reason="Erreur de plume.",
    )

    assert (done["userErrors"], before["operator"]["name"]) == ([], "École retenue")
    assert liege.ask(query, id=operator)["operator"]["name"] == "École rectifiée"


@pytest.mark.platform("own")
@ways
def test_a_rebuild_takes_all_answers_with_it(api: Api, liege: Client, query: str) -> None:
    """Its position is the same; its rows are not, where the former ones were damaged."""
    pole = a_pole(liege, "Véritable")
    with psycopg.connect(api.installation.database.admin) as admin:
        admin.execute("update read.pole set name = 'Abîmé' where id = %s", [pole.partition(":")[2]])
    assert "Abîmé" in names(warmed(liege, query))

    rebuild(api.installation.database, PROJECTIONS)

    assert "Véritable" in names(liege.ask(query))
    with repeated(1):
        assert "Véritable" in names(liege.ask(query))


@pytest.mark.platform("own")
def test_a_table_whose_changes_are_not_tracked_is_always_read(api: Api, liege: Client) -> None:
    a_pole(liege, "Suivi")
    warmed(liege)
    with psycopg.connect(api.installation.database.admin) as admin:
        admin.execute("delete from projection.table_change where name = 'pole'")

    with repeated(0):
        warmed(liege)


@ways
def test_a_server_that_took_over_is_asked_anew(
    module_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    """It may have given the positions that were lost to other events."""
    opened_reads: list[PooledReads] = []
    begin = PooledReads.__aenter__

    async def noted(reads: PooledReads) -> PooledReads:
        opened_reads.append(reads)
        return await begin(reads)

    monkeypatch.setattr(PooledReads, "__aenter__", noted)
    with serving(module_database, tmp_path) as api:
        warmed(api.visitor, query)
        opened_reads[0].lineage += 1  # as a connection to another server does
        with repeated(0):
            api.visitor.ask(query)
        with repeated(1):
            api.visitor.ask(query)


@pytest.mark.platform("module")
def test_accounts_share_an_answer_if_their_rights_are_the_same_and_only_then(api: Api, liege: Client) -> None:
    first, second = a_pole(liege, "Partagé"), a_pole(liege, "Réservé")
    readers = {}
    for subject, poles in {"un": [first], "le-meme": [first], "deux": [first, second]}.items():
        with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
            for pole in poles:
                api.installation.platform.grant_pole_access(
                    UUID(pole.partition(":")[2]), api.account(f"partage-{subject}"), Role.READER
                )
        readers[subject] = api.client(f"partage-{subject}")
    api.catch_up()
    of_one = warmed(readers["un"])
    readers["le-meme"].ask(POLES)  # what comes for the first time is read

    with repeated(1):
        assert readers["le-meme"].ask(POLES) == of_one
    assert opened(warmed(readers["deux"])) == opened(of_one) + 1


@pytest.mark.platform("module")
@pytest.mark.parametrize(
    ("other", "key"),
    [
        ("{ poles(first: 100) { edges { node { id title: name } } } }", "title"),
        ("{ poles(first: 100) { edges { node { id name @include(if: true) state } } } }", "state"),
    ],
    ids=["an alias", "a directive"],
)
def test_documents_that_differ_a_little_have_answers_of_their_own(
    api: Api, liege: Client, other: str, key: str
) -> None:
    a_pole(liege, "Presque")
    warmed(liege, "{ poles(first: 100) { edges { node { id name } } } }")

    assert key in warmed(liege, other)["poles"]["edges"][0]["node"]


@pytest.mark.platform("module")
@ways
def test_a_visitors_answer_is_shared_by_visitors_alone(api: Api, liege: Client, query: str) -> None:
    a_composed_pole(liege)
    warmed(api.visitor, query)
    with repeated(1):
        of_visitor = api.visitor.ask(query)

    assert (opened(of_visitor), opened(warmed(liege, query)) > 0) == (0, True)


@pytest.mark.platform("module")
@pytest.mark.parametrize("query", [TRAIL, TRAIL_BY_COLUMNS], ids=["one statement", "columns"])
def test_a_reading_that_the_journal_records_is_recorded_each_time(api: Api, liege: Client, query: str) -> None:
    auditor = api.granted("retenue-audit", Role.AUDITOR, Bassin.LIEGE)
    account = api.account("retenue-audit")
    before = len(api.installation.journal.readings_of([account]))

    with repeated(0):
        for _ in range(5):
            auditor.ask(query)

    assert len(api.installation.journal.readings_of([account])) - before == 5
