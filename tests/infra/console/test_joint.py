"""A joint project by forms alone: three pôles carry it, three Instances judge it, an amendment re-opens it."""

import re
from html import unescape
from uuid import uuid4

import pytest

from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.refusal_codes import CARRIED
from efe_infra.console.access.forms import ACCESS_COMMANDS
from efe_infra.console.analysis.forms import ANALYSIS_COMMANDS
from efe_infra.console.correction.forms import ANSWERS, WITHDRAWAL
from efe_infra.console.decision.forms import DECISION_COMMANDS, OBJECTION_COMMANDS, PROPOSAL
from efe_infra.console.invitation.forms import INVITATION_COMMANDS
from efe_infra.console.meeting.forms import CONVENING, MEETING_COMMANDS, RECORD
from efe_infra.console.opinion.forms import OPINION_COMMANDS, REQUESTING, UNDERTAKING
from efe_infra.console.pole.forms import POLE_COMMANDS
from efe_infra.console.project.forms import EMERGENCE, PROJECT_COMMANDS
from efe_infra.console.project.verdict_forms import INSTANCE_COMMANDS
from efe_infra.console.register.task_kinds import BY_COMMAND, COMMAND_FORMS, KINDS
from efe_infra.samples.demo.projects import PROJECTS
from tests.api.documents import stored
from tests.api.given import Api, day
from tests.api.projects import CONTENT as OF_A_PROJECT
from tests.api.projects import SELECT, a_constituted_pole, emerge, hash_of, invite, join
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import XSS, fault_at, hidden, page_after
from tests.infra.console.shown import A_PROJECT, offers_acts
from tests.infra.console.signing_in import signed_in

INSTANCES = (Bassin.LIEGE, Bassin.HUY_WAREMME, Bassin.VERVIERS)
POLES = {each: f"/poles/{PROJECTS[0].carrier(each)}" for each in INSTANCES}
BOARD = A_PROJECT
TABLES = (
    *(DECISION_COMMANDS, OBJECTION_COMMANDS, INVITATION_COMMANDS, PROJECT_COMMANDS, INSTANCE_COMMANDS),
    *(MEETING_COMMANDS, OPINION_COMMANDS, ACCESS_COMMANDS, ANSWERS),
)
CONTENT = {
    "content.aims": "Montrer les métiers aux équipes éducatives.",
    "content.actions.0.nature": "INNOVATIVE",
    "content.actions.0.description": "Ouvrir les ateliers une journée.",
    "content.aspects": "AWARENESS",
    "content.publics": "SECONDARY",
    "content.communes": "Liège\nhuy\nVERVIERS",
    "content.budget": "12 500,50",
    "content.zone": "non",
}


@pytest.fixture
def coordinators(platform: Api) -> dict[Bassin, Browser]:
    found = {each: Browser(platform) for each in INSTANCES}
    for bassin, browser in found.items():
        signed_in(browser, f"coordination-{bassin}")
    return found


def shown(page: str) -> dict[str, str]:
    """Returns the label of the first option that the search of the partners found."""
    return {"nom-content.partnerIds": re.findall(r'name="nom-content.partnerIds" value="([^"]+)"', page)[0]}


def choices(browser: Browser, path: str, field: str) -> list[str]:
    return re.findall(rf'name="{field}" value="([^"]+)"', browser.get(path).text)


def carried(browser: Browser, bassin: Bassin, subject: str, form: str, **typed: str) -> None:
    """The pôle decides on the subject by the voice of all its members, and the decision is used in a form."""
    pole, note = POLES[bassin], stored(browser.api.client(f"coordination-{bassin}"), b"%PDF-1.7 note of a call")
    proposing = f"{pole}/decisions/actes/proposer"
    decision = page_after(browser, proposing, about=subject, title="Porter le projet", text="Le pôle le porte.")
    for member in choices(browser, f"{decision}/actes/position", "operatorId"):
        page_after(browser, f"{decision}/actes/position", operatorId=member, stance="AGREE", sha256=note)
    page_after(browser, f"{decision}/actes/adopter")
    page_after(browser, form, decisionId=decision.replace("/decisions/", "Decision:"), **typed)


def judged(browser: Browser, project: str, bassin: Bassin, verdict: str, **said: str) -> None:
    form = f"{project}/actes/verdict/{bassin}"
    page_after(browser, form, verdict=verdict, withoutMeeting="Procédure écrite.", **said)


CARD = re.compile(r"<li[^>]*><h3>(.*?)</h3>\n<dl>(.*?)</dl>", re.DOTALL)
"""Card of an Instance: its heading, and what it said."""


def columns(page: str, row: str) -> list[str]:
    """The text of a row of each card of the board; empty where the Instance said nothing of it."""
    cards = CARD.findall(unescape(page))
    assert cards
    return [in_words(said.partition(f"<dt>{row}</dt><dd>")[2].partition("</dd>\n")[0]) for _, said in cards]


def verdicts(page: str) -> list[str]:
    """The state in the heading of each card."""
    headings = [heading for heading, _ in CARD.findall(unescape(page))]
    return [in_words(each.partition('<span class="is')[2].partition(">")[2]) for each in headings]


def in_words(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)).strip()


@pytest.fixture
def submitted(coordinators: dict[Bassin, Browser]) -> str:
    """The address of a project that each pôle carries and that is put to each Instance."""
    liege, title = coordinators[Bassin.LIEGE], f"Ateliers {uuid4().hex}"
    project = page_after(
        liege, f"{POLES[Bassin.LIEGE]}/projets/actes/faire-emerger", **CONTENT, **{"content.title": title}
    )
    subject = project.replace("/projets/", "project-")
    carried(liege, Bassin.LIEGE, subject, f"{project}/actes/porter")
    for bassin in INSTANCES[1:]:
        pole = POLES[bassin].replace("/poles/", "Pole:")
        form = f"{project}/actes/inviter?q=m%C3%A9tiers+techniques"
        assert f'value="ajouter:poleIds:{pole}"' in liege.get(form).text
        page_after(liege, form, poleIds=pole, answerBy=day(30))
        board = liege.get(f"{project}").text
        invitation = re.findall(r'"(/invitations/[0-9a-f-]+)">[^<]*</a> \(' + bassin.name.title()[:3], board)[-1]
        assert f"{invitation}/actes/proposer" in coordinators[bassin].get(invitation).text
        proposing = coordinators[bassin].get(f"{invitation}/actes/proposer")
        assert proposing.headers["location"] == f"{POLES[bassin]}/decisions/actes/proposer?sujet={subject}"
        carried(coordinators[bassin], bassin, subject, f"{invitation}/actes/accepter")
    page_after(liege, f"{project}/actes/soumettre")
    return project


def test_three_instances_judge_and_an_amendment_reopens_what_they_said(
    coordinators: dict[Bassin, Browser], submitted: str
) -> None:
    project, (liege, huy, verviers) = submitted, coordinators.values()
    todo = huy.get("/a-faire").text
    judged(liege, project, Bassin.LIEGE, "AGREED")
    judged(huy, project, Bassin.HUY_WAREMME, "CONDITIONS", conditionList="Une école de Hannut.\n\nUn bilan.")
    judged(verviers, project, Bassin.VERVIERS, "REFUSED", reasons="Trop loin.")
    before = huy.get(f"{project}").text
    page_after(huy, f"{project}/actes/condition/huy-waremme", condition="1", finding="Elle y sera.")
    form = f"{project}/actes/amender"
    content = CONTENT | {"content.title": "Ateliers ouverts", "content.communes": "Liège\nHuy\nVerviers\nHannut"}
    subject = project.replace("/projets/", "amendment-")
    carried(liege, Bassin.LIEGE, subject, form, **content, reason="Demande de Huy")
    after = huy.get(f"{project}").text

    assert f'href="{project}/actes/verdict/huy-waremme"' in todo
    assert len(verdicts(before)) == 3
    assert sorted(verdicts(before)) == ["Accord", "Accord sous conditions", "Refus"]
    assert sum("Ouverte" in each for each in columns(before, "Conditions")) == 1
    assert verdicts(after) == ["Rouvert"] * 3
    assert all("Demande de Huy" in each for each in columns(after, "Rouvert depuis"))
    assert all("sur le n o 1" in each for each in columns(after, "Verdicts d'avant"))
    assert "<ins>Hannut</ins>" in huy.get(f"{project}/contenus").text
    assert after.count("ne porte pas encore le contenu amendé") == 3


def test_each_coordinator_is_offered_the_acts_of_its_own_column(
    coordinators: dict[Bassin, Browser], submitted: str
) -> None:
    for bassin, browser in coordinators.items():
        page = browser.get(submitted).text
        acts = dict.fromkeys(re.findall(rf"{submitted}/actes/(\w+/[\w-]+)", page))
        assert list(acts) == [f"verdict/{bassin}", f"annoncer/{bassin}"]
        other = next(each for each in INSTANCES if each is not bassin)
        form = f"{submitted}/actes/verdict/{other}"
        sent = browser.post(form, {"verdict": "AGREED", "withoutMeeting": "Non"})
        assert (browser.get(form).status_code, sent.status_code) == (403, 403)


def test_each_coordinator_is_led_to_the_trail_of_its_own_instance(
    coordinators: dict[Bassin, Browser], submitted: str
) -> None:
    for browser in coordinators.values():
        page = browser.get(submitted).text
        acts = re.findall(r'href="(/instances/[a-z-]+/piste/\d+)"', page)

        assert browser.get(acts[0]).status_code == 200


def test_a_refused_verdict_keeps_what_was_typed(coordinators: dict[Bassin, Browser], submitted: str) -> None:
    huy, form = coordinators[Bassin.HUY_WAREMME], f"{submitted}/actes/verdict/huy-waremme"
    data = hidden(huy.get(form).text) | {"verdict": "REFUSED", "reasons": XSS}
    judged(coordinators[Bassin.LIEGE], submitted, Bassin.LIEGE, "AGREED")
    again = huy.post(form, data)

    assert "ou dit pourquoi aucune" in fault_at(again.text, "meetingId")
    assert Outline(again.text).scripts == set()
    typed = hidden(again.text) | {"verdict": "REFUSED", "reasons": XSS, "withoutMeeting": "Procédure écrite."}
    sent = [huy.post(form, typed) for _ in range(2)]
    assert [each.status_code for each in sent] == [303, 303]
    assert sent[0].headers["location"] == sent[1].headers["location"]
    assert Outline(huy.get(submitted).text).scripts == {"module", "application/ld+json"}  # none of what was typed


def test_an_instance_names_its_meeting_follows_its_conditions_and_gives_its_support(
    coordinators: dict[Bassin, Browser], submitted: str
) -> None:
    liege, path = coordinators[Bassin.LIEGE], f"{submitted}/actes"
    form = liege.get(f"{path}/verdict/liege").text
    meetings = re.findall(r'<option value="(Meeting:[^"]+)"', form)
    page_after(liege, f"{path}/annoncer/liege", expectedOn=day(3))
    awaited = columns(liege.get(submitted).text, "Verdict attendu")
    page_after(liege, f"{path}/verdict/liege", verdict="CONDITIONS", conditionList="Un bilan", meetingId=meetings[0])
    page_after(liege, f"{path}/soutenir/liege", kind="HUMAN", phase="EMERGENCE", description="Un mi-temps")
    revised = liege.get(f"{path}/reviser/liege").text
    page_after(liege, f"{path}/reviser/liege", verdict="AGREED", meetingId=meetings[0], why="Le bilan est remis.")
    supports = choices(liege, f"{path}/fin-de-soutien/liege", "supportId")
    page_after(liege, f"{path}/fin-de-soutien/liege", supportId=supports[0], reason="Fin du contrat")
    board = liege.get(submitted).text

    assert sum("Au plus tard le" in each for each in awaited) == 1
    assert 'value="CONDITIONS" checked' in revised
    assert "\nUn bilan</textarea>" in revised
    assert any("Le bilan est remis." in each for each in columns(board, "Verdict"))
    assert any("Accord sous conditions sur le n o 1" in each for each in columns(board, "Verdicts d'avant"))
    assert any("Fin du contrat" in each for each in columns(board, "Soutien"))


def test_what_is_typed_is_text_on_every_form_of_a_project(
    coordinators: dict[Bassin, Browser], submitted: str
) -> None:
    liege = coordinators[Bassin.LIEGE]
    forms = {f"{POLES[Bassin.LIEGE]}/decisions/actes/proposer": PROPOSAL}
    forms |= {f"{POLES[Bassin.LIEGE]}/projets/actes/faire-emerger": EMERGENCE}
    forms |= {f"{submitted}/actes/{slug}/liege": each for slug, each in INSTANCE_COMMANDS.items()}
    forms |= {
        f"{submitted}/actes/{slug}": each
        for slug, each in PROJECT_COMMANDS.items()
        if slug not in {"prendre-le-pilotage", "issue-du-financement"}
    }
    for path, command in forms.items():
        sent = liege.post(path, {each.name: XSS for each in command.fields})
        outline = Outline(sent.text)

        assert sent.status_code == 422, path
        assert outline.scripts == set()
        assert "img" not in outline.tags
        assert len(outline.ids) == len(set(outline.ids))
        for each in command.fields:
            assert f'id="{each.id}"' in sent.text


def test_members_are_offered_the_acts_of_their_pole_and_others_none(browser: Browser, platform: Api) -> None:
    for subject, theirs in (("membre-cefa-liege", True), ("audit-liege", False), ("coordination-namur", False)):
        signed_in(browser, subject)
        assert (f"{A_PROJECT}/actes/amender" in browser.get(A_PROJECT).text) is theirs
        assert browser.get(f"{A_PROJECT}/actes/amender").status_code == (
            200 if theirs else 403 if "audit" in subject else 404
        )
        assert not re.search(r"/actes/[\w-]+/(liege|verviers|huy-waremme)", browser.get(BOARD).text)
        assert browser.get(f"{A_PROJECT}/actes/verdict/liege").status_code in {403, 404}
    assert CARD.search(Browser(platform).get(BOARD).text) is None


def test_the_board_is_read_as_it_was_and_without_acts(browser: Browser) -> None:
    signed_in(browser, "coordination-huy-waremme")
    acts = browser.get(A_PROJECT).text.partition("Actes au registre")[2]
    entry = acts.partition("Projet soumis")[0]
    submission = re.findall(r"/piste/(\d+)", entry)[-1]
    then = browser.get(f"{BOARD}?a={submission}").text

    assert "/actes/" in browser.get(BOARD).text
    assert verdicts(then) == ["Attendu"] * 3
    assert not offers_acts(then)


def ticked_in(page: str) -> set[str]:
    """The communes whose boxes are ticked."""
    return set(re.findall(r'name="content.communes" value="([^"]+)" checked', page))


def test_a_content_is_typed_in_words_and_told_at_the_field_that_is_wrong(
    coordinators: dict[Bassin, Browser],
) -> None:
    liege, form = coordinators[Bassin.LIEGE], f"{POLES[Bassin.LIEGE]}/projets/actes/faire-emerger"
    wrong = CONTENT | {"content.title": "T", "content.budget": "beaucoup"}
    wrong |= {"content.actions.2.description": "Sans nature", "content.partnerIds": "Operator:personne"}
    sent: dict[str, str | list[str]] = {**hidden(liege.get(form).text), **wrong}
    page = liege.post(form, {**sent, "content.communes": ["liège\nParis", "Herstal"]}).text

    assert "12500,50" in fault_at(page, "content-budget")
    assert "Paris" in fault_at(page, "content-communes")
    assert "choix" in fault_at(page, "content-actions-2-nature")
    assert "choix" in fault_at(page, "content-partnerIds")
    assert "\nParis</textarea>" in page
    assert ticked_in(page) == {"Liège", "Herstal"}
    typed = CONTENT | {"content.title": "T"}
    searching = {"etape": "chercher:content.partnerIds", "cherche-content.partnerIds": "forem"}
    searched = liege.post(form, hidden(page) | typed | searching).text
    [partner, *_] = re.findall(r'value="ajouter:content.partnerIds:([^"]+)"', searched)
    added = liege.post(
        form, hidden(page) | typed | {"etape": f"ajouter:content.partnerIds:{partner}"} | shown(searched)
    )
    assert ticked_in(added.text) == {"Liège", "Huy", "Verviers"}
    emerged = page_after(liege, form, **typed | {"content.partnerIds": partner} | shown(searched))
    assert "Le Forem" in liege.get(f"{emerged}").text
    subject = emerged.replace("/projets/", "abandonment-")
    carried(liege, Bassin.LIEGE, subject, f"{emerged}/actes/abandonner", reason="Un essai")


def test_fields_stand_for_refusals_that_exist_and_tasks_for_commands() -> None:
    commands = [
        PROPOSAL,
        EMERGENCE,
        CONVENING,
        RECORD,
        REQUESTING,
        UNDERTAKING,
        WITHDRAWAL,
        *(each for table in TABLES for each in table.values()),
    ]
    whatever_it_waits_for = {"suite", "{command}"}
    slugs = {each.slug for each in commands} | ANALYSIS_COMMANDS.keys() | POLE_COMMANDS.keys() | whatever_it_waits_for

    assert {code for command in commands for each in command.fields for code in each.codes} <= set(CARRIED)
    addresses = {each.command.partition("/")[0] for each in KINDS.values() if not each.command.startswith("/")}
    by_command = {each for each in COMMAND_FORMS.values() if not each.startswith("/")}
    assert addresses - {"", BY_COMMAND} | by_command <= slugs


def test_a_lead_decides_to_leave_or_to_apply_once_it_carries_its_project(browser: Browser, platform: Api) -> None:
    """Also on the page of the project: the last carrier leaves no project, and abandons it."""
    liege, namur = (platform.client(f"coordination-{each}") for each in ("liege", "namur"))
    pole, members = a_constituted_pole(liege, mark=uuid4().hex)
    project = emerge(liege, pole)
    key = project.partition(":")[2]
    signed_in(browser)
    form, page = f"/poles/{pole.partition(':')[2]}/decisions/actes/proposer", f"/projets/{key}"

    def offered() -> tuple[set[str], set[str]]:
        kinds = {"departure", "funding"}
        return (
            {each for each in kinds if f"{each}-{key}" in browser.get(form).text},
            {*re.findall(rf"{page}/actes/([a-z-]+)", browser.get(page).text)}
            & {"quitter", "demander-un-financement"},
        )

    emerged = offered()
    join(liege, (pole, members), project, hash_of(liege, project))
    carried = offered()
    alone = liege.refused("leaveProject", projectId=project, poleId=pole, reason="Départ")["code"]
    other = a_constituted_pole(namur, Bassin.NAMUR, mark=uuid4().hex)
    invite(liege, other[0], project)
    join(namur, other, project, hash_of(liege, project))

    assert emerged == (set(), set())
    assert carried == ({"departure", "funding"}, {"demander-un-financement"})
    assert alone == "LAST_CARRIER"
    assert offered() == ({"departure", "funding"}, {"quitter", "demander-un-financement"})


def test_the_trail_of_who_joins_late_names_the_content_that_it_reads(browser: Browser, platform: Api) -> None:
    liege, namur = (platform.client(f"coordination-{each}") for each in ("liege", "namur"))
    pole, _ = a_constituted_pole(liege, mark=uuid4().hex)
    project, title = emerge(liege, pole), f"Deuxième {uuid4().hex}"
    liege.done("amendProject", SELECT, projectId=project, content={**OF_A_PROJECT, "title": title}, reason="Précisé.")
    other = a_constituted_pole(namur, Bassin.NAMUR, mark=uuid4().hex)
    invite(liege, other[0], project)
    join(namur, other, project, hash_of(liege, project))
    latest = "auditTrail(bassin: NAMUR, last: 3) { edges { node { kind sentence } } }"

    lines = {}
    for language in ("fr", "en", "de"):
        asked = namur.with_header("Accept-Language", language).ask(f"{{ {latest} }}")
        nodes = [each["node"] for each in asked["auditTrail"]["edges"]]
        lines[language] = next(each["sentence"] for each in nodes if each["kind"].startswith("project.pole-joined"))

    assert lines == {
        "fr": f"Pôle entré dans le projet (Namur) : contenu n° 2, « {title} ».",
        "en": f"Pôle joined the project (Namur): content no. 2, “{title}”.",
        "de": f"Synergiepol in das Projekt eingetreten (Namur): Inhalt Nr. 2, „{title}“.",
    }
