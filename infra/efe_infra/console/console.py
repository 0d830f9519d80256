"""Console of the application: its routes, and the state that pages reach through `app.state.console`."""

from collections.abc import Callable, Sequence
from typing import Self

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from efe_infra.console.about import page as about
from efe_infra.console.access import page as access
from efe_infra.console.administration import access as platform_access
from efe_infra.console.administration import installation, resuming
from efe_infra.console.administration import instances as administered_instances
from efe_infra.console.administration import page as administration
from efe_infra.console.administration import persons as administered_persons
from efe_infra.console.analysis import page as analysis
from efe_infra.console.api_token import page as api_token
from efe_infra.console.axis import commands as axis_commands
from efe_infra.console.axis import page as axis
from efe_infra.console.barometer import page as barometer
from efe_infra.console.bodies import commands as body_commands
from efe_infra.console.bodies import page as bodies
from efe_infra.console.calendar import page as calendar
from efe_infra.console.calendar.private_addresses import CalendarAddresses
from efe_infra.console.catalogue import page as catalogue
from efe_infra.console.correction import administrator as administrator_corrections
from efe_infra.console.correction import open_corrections as corrections
from efe_infra.console.correction import page as correction
from efe_infra.console.decision import commands as decision_commands
from efe_infra.console.decision import late_word
from efe_infra.console.decision import page as decision
from efe_infra.console.decision import positions as decision_positions
from efe_infra.console.document import page as documents
from efe_infra.console.document import purge as document_purge
from efe_infra.console.draft import page as drafts
from efe_infra.console.draft.store import DraftStore
from efe_infra.console.explorer import page as explorer
from efe_infra.console.funding import page as funding
from efe_infra.console.home import help as guide
from efe_infra.console.home import landing, openapi_page, tasks
from efe_infra.console.home import page as home
from efe_infra.console.instance import dossier as instance_dossier
from efe_infra.console.instance import page as instance
from efe_infra.console.invitation import page as invitation
from efe_infra.console.letterhead import page as letterhead
from efe_infra.console.live import page as live
from efe_infra.console.live.relay import Followers
from efe_infra.console.meeting import convening
from efe_infra.console.meeting import page as meeting
from efe_infra.console.meeting import series as meeting_series
from efe_infra.console.meeting_record import page as meeting_record
from efe_infra.console.notices import page as notices
from efe_infra.console.notices import reminders, sent_mails
from efe_infra.console.notices.desk import NoticeDesk
from efe_infra.console.notices.page import ONE_CLICK
from efe_infra.console.open_data import page as open_data
from efe_infra.console.open_data.publication import Licence
from efe_infra.console.operator import commands as operator_commands
from efe_infra.console.operator import page as operator
from efe_infra.console.operator import registration as operator_registration
from efe_infra.console.opinion import page as opinion
from efe_infra.console.paper import page as paper_verification
from efe_infra.console.person import commands as person_commands
from efe_infra.console.person import page as person
from efe_infra.console.person_invitation import acceptance
from efe_infra.console.person_invitation import page as person_invitation
from efe_infra.console.pole import commands as pole_commands
from efe_infra.console.pole import composition as pole_composition
from efe_infra.console.pole import evaluation_file
from efe_infra.console.pole import modalities as pole_modalities
from efe_infra.console.pole import page as pole
from efe_infra.console.pole import proposals as pole_proposals
from efe_infra.console.pole import taking_over as pole_taking_over
from efe_infra.console.project import board, contents, joint_meetings, plan, verdicts
from efe_infra.console.project import commands as project_commands
from efe_infra.console.project import page as project
from efe_infra.console.search import page as search
from efe_infra.console.service import page as service
from efe_infra.console.sign_in import development
from efe_infra.console.sign_in import page as sign_in
from efe_infra.console.sign_in.flow import SignIn
from efe_infra.console.sign_in.local import LocalProvider
from efe_infra.console.sign_in.provider import Provider
from efe_infra.console.sign_in.row_encryption import console_key
from efe_infra.console.sign_in.store import Sessions
from efe_infra.console.tables import page as tables
from efe_infra.console.tables.export_record import RecordExport
from efe_infra.console.themes import page as themes
from efe_infra.console.trail import comparison, proof, proofs, time_slider
from efe_infra.console.trail import page as trail
from efe_infra.console.web.assets import asset
from efe_infra.console.web.session import Session
from efe_infra.console.web.task_count import TaskCountCache
from efe_infra.console.webhooks import page as webhooks
from efe_infra.console.webhooks.desk import HookDesk
from efe_infra.identity.local_issuer import LocalIssuer, LocalPerson
from efe_infra.identity.tokens import TokenVerifier, Verified
from efe_infra.postgres.database import Database
from efe_infra.settings import Settings

_MODULES = (
    *(home, landing, search, tasks, calendar, catalogue, tables, barometer, guide, openapi_page),
    *(instance, instance_dossier, trail, proof, proofs, comparison),
    *(pole, pole_composition, pole_modalities, pole_commands, pole_proposals, pole_taking_over, evaluation_file),
    *(decision, decision_positions, decision_commands, late_word),
    *(live, time_slider, sign_in, drafts, notices, sent_mails, reminders, resuming, webhooks),
    *(project, board, contents, plan, joint_meetings, project_commands, verdicts, invitation),
    *(
        meeting_record,
        convening,
        meeting_series,
        meeting,
        opinion,
        axis,
        axis_commands,
        person,
        person_commands,
        operator,
        operator_commands,
        operator_registration,
        funding,
        access,
        acceptance,
        person_invitation,
        api_token,
        service,
        correction,
        corrections,
    ),
    *(administrator_corrections, documents, document_purge, paper_verification, about, explorer),
    *(administration, platform_access, administered_instances, administered_persons, installation),
    *(analysis, themes, open_data, bodies, body_commands, letterhead),
)
PAGES = tuple(each.pages for each in _MODULES)


class Console:
    """State of the console while the application serves.

    `people` may sign in with the local issuer. `public` is the configured origin, `max_document` a size in bytes.
    `read_position` returns the last known read position. `notices` and `webhooks` are ports to mails and webhooks.
    Without `sign_in` there are visitors only.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        tokens: TokenVerifier,
        people: Sequence[LocalPerson],
        read_position: Callable[[], int],
        notices: NoticeDesk | None = None,
        webhooks: HookDesk | None = None,
    ) -> None:
        self.public = settings.public_url
        self.max_document = settings.max_document
        self.graphiql = not settings.trusted_only
        self.contact = settings.contact
        self.publisher = settings.open_data_publisher
        self.licence = Licence.of(settings.open_data_licence)
        self.notices = notices
        self.webhooks = webhooks
        self.local = LocalProvider(tokens, tuple(people)) if isinstance(tokens, LocalIssuer) else None
        self.is_demonstration = bool(people)
        self.sign_in: SignIn | None = None
        self.followers = Followers()
        self.task_counts = TaskCountCache(read_position)
        self.record_export: RecordExport | None = None
        self.calendars: CalendarAddresses | None = None
        self.drafts: DraftStore | None = None
        self._settings, self._database, self._tokens = settings, database, tokens
        self._sessions: Sessions | None = None

    def __enter__(self) -> Self:
        if provider := self.local or openid_provider(self._settings):
            key = console_key(self._settings)
            self._sessions = Sessions(self._database, key)
            self.calendars = CalendarAddresses(self._database, key)
            self.drafts = DraftStore(self._database, key)
            self.sign_in = SignIn(self._sessions, provider, self._tokens, public=self.public)
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self._sessions, self.calendars, self.drafts, self.webhooks):
            if each:
                each.close()

    @property
    def routes(self) -> Sequence[BaseRoute]:
        return [
            Route("/assets/{version}/{name}", asset, methods=["GET"]),
            *(route for pages in PAGES for route in pages.routes),
            *open_data.files.routes,
            ONE_CLICK,
            *([*development.pages.routes, development.TOKENS] if self.local else []),
        ]

    @property
    def issuer(self) -> str:
        """Issuer of the tokens that the platform accepts."""
        return self._tokens.issuer

    async def verified(self, session: Session) -> Verified:
        """Returns the identity of a session. Raises `Unauthenticated` or `IssuerUnreachable`."""
        return await self._tokens.verify(session.access_token)

    async def session(self, request: Request) -> Session | None:
        """Returns the session of a request, if there is one."""
        return await self.sign_in.session(request) if self.sign_in else None


def openid_provider(settings: Settings) -> Provider | None:
    """Returns the configured OpenID provider, if there is one."""
    if not (settings.oidc_issuer and settings.oidc_client_id):
        return None
    from efe_infra.console.sign_in.openid import OpenIdClient, OpenIdProvider  # noqa: PLC0415 - an HTTP client
    from efe_infra.identity.openid_verifier import OpenIdVerifier  # noqa: PLC0415

    secret = settings.oidc_client_secret
    client = OpenIdClient(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=secret.get_secret_value() if secret else None,
        scopes=settings.oidc_scopes,
        resource=settings.oidc_resource,
        ca=settings.oidc_ca,
    )
    verifier = OpenIdVerifier(
        issuer=client.issuer,
        audience=client.client_id,
        algorithms=settings.oidc_algorithms,
        leeway=settings.oidc_leeway,
        takes_id_tokens=True,
        ca=client.ca,
    )
    return OpenIdProvider(client, verifier)
