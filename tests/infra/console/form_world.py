"""World in which every command form may be sent: the stage of every command, and a little more of today."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from msgspec.structs import replace

from efe_domain.access.grants import Role
from efe_domain.platform import Platform
from efe_domain.shared.command_context import SYSTEM_CLI
from efe_infra.console.web.navigation import PERSONS
from tests.api.given import TODAY as REAL_DAY
from tests.api.given import Api
from tests.api.sweep.examples_of_invitations import SECRET
from tests.api.sweep.prepared import Prepared
from tests.conftest import Cloning
from tests.domain.given import NOTE, YESTERDAY, some_id
from tests.domain.projects import CONTENT
from tests.infra.commands.project_stage import CALL, adopted, carry, emerged
from tests.infra.commands.stage import AGENCY, COMPANY, COORDINATOR, PERSON, SCHOOL, TRAINING, UNION, Stage, by
from tests.infra.console.browser import Browser
from tests.infra.console.signing_in import signed_in
from tests.running import served, unlogged

LISTS: Final = ("/a-faire", "/projets", "/poles", "/decisions", "/appels")
PLATFORM: Final = ("/mise-en-route", "/administration/instances", "/administration/acces", PERSONS)
SPEAKER: Final = some_id("speaker of the forms")
A_YEAR: Final = timedelta(days=365)


class Visitor(NamedTuple):
    """Session of a person, and the pages from which the person begins.

    The `role` says which forms are shown. The person follows links to addresses `within` a part of the console, but
    none about the own role.
    """

    browser: Browser
    role: str
    starts: tuple[str, ...]
    within: re.Pattern[str]


@contextmanager
def form_world(cloning: Cloning, home: Path) -> Iterator[list[Visitor]]:
    """Yields the sessions of the persons. Accounts of the stage have none: coordinators of the same Instances do."""
    with unlogged(), cloning() as database:
        prepared = Prepared(database)
        stage = prepared.stage
        with served(database, home) as api:
            platform = api.installation.platform
            with by(SYSTEM_CLI):
                for bassin in ("liege", "namur"):
                    platform.grant_access(bassin, api.account(bassin), Role.COORDINATOR, on=YESTERDAY)
                platform.grant_platform_access(api.account("admin"), Role.ADMINISTRATOR, on=YESTERDAY)
            _let_one_person_speak(api, stage)
            _leave_unanswered(platform, stage)
            invitations = _begin_today(platform, stage)
            api.catch_up()
            api.installation.sealer.run()
            decisions = pages("decisions", stage.decisions.objected, prepared.on_a_project)
            trail = f"/instances/liege/piste/{position_of(platform, 'pole.constituted')}"
            liege = (
                "/instances/liege",
                "/instances/liege/acces/invitations",
                trail,
                *objects(stage),
                *decisions,
                *pages("invitations", *invitations),
                *LISTS,
            )
            yield [
                _visitor(api, "liege", "coordinator", *liege, within=r"/(?!instances/(?!liege\b))"),
                _visitor(api, "speaker", "member", *decisions, within="/decisions"),
                _visitor(api, "namur", "coordinator", "/instances/namur/organes", within="/instances/namur/zone/"),
                _visitor(api, "admin", "administrator", *PLATFORM),
                _visitor(api, "guest", "guest", f"/rejoindre?cle={SECRET}", within="$"),
            ]


def objects(stage: Stage) -> Iterator[str]:
    """Yields the addresses of objects, one in each state in which it has forms of its own."""
    decisions, opinions, projects = stage.decisions, stage.opinions, stage.projects
    yield from pages("decisions", decisions.agreed, decisions.adopted, decisions.communicated)
    yield from pages("avis", opinions.requested, opinions.drafted, opinions.transmissible, opinions.transmitted)
    yield from pages("analyses", opinions.awaited, opinions.received, opinions.written)
    yield from pages("thematiques", opinions.diffusible, opinions.drafted_list)
    yield from pages("projets", projects.emerged, projects.submitted, projects.started, projects.offered)
    yield from pages("poles", stage.formed, stage.constituted)
    yield from pages("operateurs", TRAINING, UNION, AGENCY)
    yield from pages("reunions", stage.convened, stage.held)
    yield from pages("personnes", PERSON)


def pages(kind: str, *ids: object) -> tuple[str, ...]:
    return tuple(f"/{kind}/{each}" for each in ids)


def position_of(platform: Platform, topic: str) -> int:
    """Returns the position of the first act of a kind."""
    acts = platform.recorder.select_notifications(1, 10_000)
    return next(each.id for each in acts if each.topic.startswith(topic))


def _let_one_person_speak(api: Api, stage: Stage) -> None:
    """Makes one person with a session the representative of all members of the pôles that decide."""
    vault, platform = api.installation.vault, api.installation.platform
    vault.register_person(given_name="Zoé", family_name="Parlant", person_id=SPEAKER, bassins=("liege",))
    vault.link(api.account("speaker"), SPEAKER)
    with by(COORDINATOR):
        for pole in (stage.constituted, stage.companion):
            for member in (COMPANY, TRAINING, SCHOOL):
                platform.replace_representative(pole, member, representative=SPEAKER, document=NOTE, on=YESTERDAY)


def _leave_unanswered(platform: Platform, stage: Stage) -> None:
    """Amends a project months ago: a pôle that carries it has not answered."""
    with by(COORDINATOR):
        project = carry(platform, emerged(platform, stage.constituted), stage.constituted, stage.companion)
        platform.amend_project(project, replace(CONTENT, title="Un autre titre"), "Autre idée.", on=YESTERDAY)


def _begin_today(platform: Platform, stage: Stage) -> list[UUID]:
    """Opens a call, and invites a pôle to three projects: to accept one, decline one, and see one withdrawn."""
    with by(COORDINATOR, REAL_DAY):
        terms = replace(CALL, name="Appel ouvert", opens=REAL_DAY, closes=REAL_DAY + A_YEAR)
        platform.open_funding_call("liege", some_id("open call"), terms)
        projects = [emerged(platform, stage.constituted) for _ in range(3)]
        invitations = [platform.invite_pole(each, stage.companion, REAL_DAY + A_YEAR).entity for each in projects]
        for each in projects:
            adopted(platform, stage.companion, each, on=REAL_DAY)
        return invitations


def _visitor(api: Api, subject: str, role: str, *starts: str, within: str = "/") -> Visitor:
    browser = Browser(api)
    signed_in(browser, subject)
    return Visitor(browser, role, starts, re.compile(rf"(?!.*{api.account(subject)}){within}"))
