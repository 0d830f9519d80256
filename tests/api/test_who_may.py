"""Rights to commands, by the register of access on the day of recording."""

from functools import partial
from html import unescape

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.identity.local_issuer import NOTICE
from tests.api.given import AXIS, Api, Client, a_composed_pole, an_operator

pytestmark = pytest.mark.platform("module")

POLE = "query ($id: ID!) { pole(id: $id) { name dossier { terms { starts } } } }"


def test_a_command_without_a_token_is_unauthenticated(api: Api) -> None:
    code = api.visitor.code_of("identifyAxis", bassin="LIEGE", axis=AXIS)

    assert code == "UNAUTHENTICATED"


def test_the_page_says_that_tokens_of_development_are_accepted(api: Api) -> None:
    page = api.http.portal.call(partial(api.http.client.get, "/graphql", headers={"Accept": "text/html"}))

    assert NOTICE in unescape(page.text)


def test_an_account_without_a_role_does_no_command(api: Api, liege: Client) -> None:
    nobody = api.client("personne")

    codes = [
        nobody.code_of("identifyAxis", bassin="LIEGE", axis=AXIS),
        nobody.code_of("dissolvePole", poleId="Pole:00000000-0000-4000-8000-000000000000", reason="Fin."),
        nobody.code_of("registerPerson", givenName="Marie", familyName="Dupont"),
    ]

    assert codes == ["FORBIDDEN"] * 3


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.READER])
def test_who_only_sees_does_no_command(api: Api, liege: Client, role: Role) -> None:
    seeing = api.granted("regard", role, Bassin.LIEGE)

    code = seeing.code_of("identifyAxis", bassin="LIEGE", axis=AXIS)

    assert code == "FORBIDDEN"


def test_a_coordinator_of_namur_does_none_of_the_commands_of_liege(liege: Client, namur: Client) -> None:
    pole, [member, *_] = a_composed_pole(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole)
    on = {"poleId": pole}

    codes = [
        namur.code_of("identifyAxis", bassin="LIEGE", axis=AXIS),
        namur.code_of("createPole", bassin="LIEGE", axis=AXIS, name="Autre"),
        namur.code_of("openSite", bassin="LIEGE", operatorId=member, commune="62063"),
        namur.code_of("designateMember", **on, operatorId=member),
        namur.code_of("endMembership", **on, operatorId=member, reason="Fin."),
        namur.code_of("constitutePole", **on),
        namur.code_of("evaluatePole", **on, conclusion="Utile."),
        namur.code_of("renewPole", **on),
        namur.code_of("dissolvePole", **on, reason="Fin."),
    ]

    assert codes == ["FORBIDDEN"] * 9


@pytest.mark.platform("own")
def test_a_coordinator_of_namur_sees_of_liege_only_the_catalogue(liege: Client, namur: Client) -> None:
    pole, _ = a_composed_pole(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole)

    seen = namur.ask(POLE, id=pole)

    assert seen == {"pole": {"name": "Chauffage", "dossier": None}}


@pytest.mark.platform("own")
def test_an_auditor_of_all_sees_every_dossier(api: Api, liege: Client) -> None:
    pole, _ = a_composed_pole(liege)
    auditor = api.granted("audit", Role.AUDITOR)

    seen = auditor.ask(POLE, id=pole)

    assert seen == {"pole": {"name": "Chauffage", "dossier": {"terms": []}}}


@pytest.mark.platform("own")
def test_an_administrator_establishes_and_grants_and_sees_no_dossier(api: Api) -> None:
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    coordinator = str(api.account("coordination"))
    granted = {"bassin": "NAMUR", "accountId": f"Account:{coordinator}", "role": "COORDINATOR"}

    established = administrator.done("establishInstance", "instance { name dossier { __typename } }", bassin="NAMUR")
    administrator.done("grantAccess", "instance { id }", **granted)

    assert established == {"name": "Instance bassin EFE – Namur", "dossier": None}
    assert api.client("coordination").ask("{ viewer { bassins grants { role } } }") == {
        "viewer": {"bassins": ["NAMUR"], "grants": [{"role": "COORDINATOR"}]}
    }


@pytest.mark.platform("own")
def test_a_revoked_coordinator_acts_and_sees_no_more(api: Api, liege: Client) -> None:
    other = api.granted("seconde", Role.COORDINATOR, Bassin.LIEGE)
    account = {"accountId": f"Account:{api.account('seconde')}", "role": "COORDINATOR"}

    grants = liege.done(
        "revokeAccess", "instance { dossier { grants(inForceOn: null) { role until } } }", bassin="LIEGE", **account
    )

    assert sorted(grant["until"] is None for grant in grants["dossier"]["grants"]) == [False, True]
    assert other.code_of("identifyAxis", bassin="LIEGE", axis=AXIS) == "FORBIDDEN"
    assert other.ask("{ instance(bassin: LIEGE) { dossier { __typename } } }") == {"instance": {"dossier": None}}


@pytest.mark.platform("own")
def test_a_platform_grant_is_in_the_register_of_access(api: Api, liege: Client) -> None:
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    grant = {"accountId": f"Account:{api.account('audit')}", "role": "AUDITOR"}

    register = administrator.done("grantPlatformAccess", "accessRegister { id }", **grant)

    seen = liege.ask(
        "query ($id: ID!) { node(id: $id) { ... on AccessRegister { grants { role } } } }", id=register["id"]
    )
    assert {"role": "AUDITOR"} in seen["node"]["grants"]


def test_a_visitor_is_nobody(api: Api) -> None:
    assert api.visitor.ask("{ viewer { bassins } }") == {"viewer": None}


@pytest.mark.platform("own")
def test_an_operator_is_registered_by_any_coordinator_for_all(liege: Client, namur: Client, api: Api) -> None:
    operator = an_operator(namur, bassin=Bassin.NAMUR)

    opened = liege.done(
        "openSite",
        "operator { sites { bassin commune { name } } }",
        bassin="LIEGE",
        operatorId=operator,
        commune="62063",
    )

    assert sorted(site["bassin"] for site in opened["sites"]) == ["LIEGE", "NAMUR"]
    assert api.visitor.ask("{ operators { totalCount } }") == {"operators": {"totalCount": 1}}
