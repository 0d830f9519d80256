"""Remembered answers under attack: what a client has kept, half rights, its own writes, and many readers at once."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from threading import Event
from uuid import UUID

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_infra.composition import watching
from efe_infra.identity.api_tokens import ApiTokenVerifier
from efe_infra.identity.tokens import Verified
from efe_infra.read_model.rebuild import rebuild
from efe_projections.catalogue import PROJECTIONS
from tests.api.api_tokens import bearing, created
from tests.api.given import TODAY, Api, Client, a_composed_pole, a_pole
from tests.api.remembered import POLES, WARM, get, names, opened, warmed, ways
from tests.running import web

pytestmark = pytest.mark.platform("module")

ROUNDS = 20
READERS = 4


def warmed_tag(api: Api, client: Client | None = None, query: str = POLES) -> str:
    """Returns the tag of a remembered answer."""
    for _ in range(5):
        found = get(api, query, client)
    assert found.status_code == 200
    return str(found.headers["etag"])


@ways
def test_a_tag_opens_nothing_to_another_account_nor_after_a_right_has_ended(
    api: Api, liege: Client, query: str
) -> None:
    a_composed_pole(liege)
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    subject = f"etiquette-{len(query)}"
    reader = api.granted(subject, Role.READER, Bassin.LIEGE)
    stranger = api.client("etiquette-sans-droit")
    tag = warmed_tag(api, reader, query)
    warmed_tag(api, None, query), warmed_tag(api, stranger, query)

    of_others = [get(api, query, each, **{"If-None-Match": tag}).status_code for each in (None, stranger)]
    own = get(api, query, reader, **{"If-None-Match": tag}).status_code
    taken = {"accountId": f"Account:{api.account(subject)}", "bassin": "LIEGE", "role": "READER"}
    administrator.done("revokeAccess", "position", **taken)
    after = get(api, query, reader, **{"If-None-Match": tag})

    assert (of_others, own, after.status_code) == ([200, 200], 304, 200)
    assert after.headers.get("etag") != tag


def test_tags_in_other_forms_are_compared_weakly_and_any_number_of_them(api: Api, liege: Client) -> None:
    a_composed_pole(liege)
    tag = warmed_tag(api, liege)
    many = ", ".join(f'"{number:032x}"' for number in range(1000))
    asked = {"weak": f"W/{tag}", "any": "*", "many": f"{many}, {tag}", "none": many, "bare": tag.strip('"')}

    found = {name: get(api, POLES, liege, **{"If-None-Match": each}) for name, each in asked.items()}

    assert {name: each.status_code for name, each in found.items()} == {
        "weak": 304,
        "any": 304,
        "many": 304,
        "none": 200,
        "bare": 200,
    }
    assert {each.content for each in found.values() if each.status_code == 304} == {b""}


def test_an_answer_says_on_which_headers_it_depends(api: Api, liege: Client) -> None:
    a_composed_pole(liege)
    for client in (None, liege):
        warmed_tag(api, client)
        found = get(api, POLES, client)
        unchanged = get(api, POLES, client, **{"If-None-Match": found.headers["etag"]})
        for each in (found, unchanged):
            assert {"Accept", "Accept-Language", "Authorization"} <= {*each.headers["vary"].split(", ")}


def test_a_token_has_the_answer_of_its_part_of_the_rights(api: Api, liege: Client) -> None:
    first, _ = a_composed_pole(liege)
    a_pole(liege, "Hors du jeton")
    with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
        api.installation.platform.grant_pole_access(UUID(first.partition(":")[2]), api.account("jeton"), Role.READER)
    account = api.granted("jeton", Role.READER, Bassin.LIEGE)
    whole = created(account, {"role": "READER", "bassin": "LIEGE"})
    part = created(account, {"role": "READER", "poleId": first})
    of_whole, of_part = (bearing(liege, each["secret"]) for each in (whole, part))

    opened_by = [opened(warmed(each)) for each in (account, of_whole, of_part, api.visitor)]
    tag = warmed_tag(api, of_whole)
    account.do("revokeApiToken", tokenId=whole["id"])
    ended = get(api, POLES, of_whole, **{"If-None-Match": tag})

    assert (opened_by[0] == opened_by[1] > 1, opened_by[2:]) == (True, [1, 0])
    assert (ended.status_code, "etag" in ended.headers) == (401, False)


def test_a_token_is_verified_once_a_request(api: Api, liege: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its request is not known by its bytes, since its principal is never assumed."""
    a_composed_pole(liege)
    client = bearing(liege, created(liege)["secret"])
    warmed(client)
    verify, verified = ApiTokenVerifier.verify, Counter[str]()

    async def counted(self: ApiTokenVerifier, token: str, network: str) -> Verified:
        verified["times"] += 1
        return await verify(self, token, network)

    monkeypatch.setattr(ApiTokenVerifier, "verify", counted)
    warmed(client)

    assert verified["times"] == WARM


@ways
def test_what_a_client_records_is_in_its_next_answer_of_every_process(api: Api, liege: Client, query: str) -> None:
    """Readers keep both memories warm meanwhile, and all tables are rebuilt once."""
    with watching(api.installation) as watch, web(api.installation, watch) as other:
        clients = [liege, replace(liege, http=other.http)]
        with reading(clients, query):
            for number in range(ROUNDS):
                if number == ROUNDS // 2:
                    rebuild(api.installation.database, PROJECTIONS)
                name = f"Relu {len(query)} {number}"
                a_pole(clients[number % 2], name)
                found = [name in names(each.ask(query)) for each in clients]
                assert (number, found) == (number, [True, True])


@contextmanager
def reading(clients: list[Client], query: str) -> Iterator[None]:
    done = Event()

    def read(client: Client) -> int:
        count = 0
        while not done.is_set():
            names(client.ask(query))
            count += 1
        return count

    with ThreadPoolExecutor(READERS) as pool:
        counts = [pool.submit(read, clients[number % 2]) for number in range(READERS)]
        try:
            yield
        finally:
            done.set()
    assert all(each.result() for each in counts)
