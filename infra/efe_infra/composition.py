"""Composition root: builds the parts of the platform that every process has, and its background work."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final
from uuid import UUID

from efe_domain.platform import Platform
from efe_domain.transparency.notes import KeyType
from efe_infra.console.sign_in.row_encryption import console_key
from efe_infra.documents.store import DocumentStore
from efe_infra.hooks.desk import WebhookDesk
from efe_infra.http.graphql.request import TrustedDocuments
from efe_infra.http.graphql.trusted_manifests import load
from efe_infra.identity.local_issuer import LocalIssuer, NoLocalIssuer
from efe_infra.identity.tokens import TokenVerifier
from efe_infra.ledger.factory import ledger_env
from efe_infra.notices.desk import MailDesk
from efe_infra.notices.progress import allow_again, sealed_position
from efe_infra.notices.unsubscribe_links import UnsubscribeLinks
from efe_infra.operations.prometheus import InstallationMetrics, serving_metrics
from efe_infra.operations.readiness import standings
from efe_infra.people.access_journal import AccessJournal
from efe_infra.people.closed_accounts import AccountClosure
from efe_infra.people.vault import PersonVault
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.opening import open_database
from efe_infra.read_model.planned_fold import PlannedFold
from efe_infra.read_model.position_watch import PositionListener, PositionWatch
from efe_infra.read_model.runner import Runner
from efe_infra.read_model.tables.schema import create_read_tables
from efe_infra.read_model.tables.session import open_session
from efe_infra.settings import Settings
from efe_infra.transparency.sealing.cosignatures import Cosignatures, trusted_witnesses
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.proofs import ProofStore, SealedEventStore
from efe_infra.transparency.sealing.public_witnesses import PublicWitnesses
from efe_infra.transparency.sealing.runner import RequestRunner, SealRunner
from efe_infra.transparency.sealing.sealer import Sealer
from efe_infra.transparency.sealing.signing import Signing
from efe_infra.transparency.sealing.timestamps import Timestamps
from efe_infra.transparency.witness.witness_store import WitnessStore
from efe_projections.catalogue import PROJECTIONS

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from efe_infra.notices.leader import MailOffice
    from efe_infra.notices.mail_papers import ConvocationPapers

DEMONSTRATION_SENDER: Final = "ne-pas-repondre@efe.example"


@dataclass(frozen=True, kw_only=True)
class Installation:
    """Parts of every process of the platform."""

    settings: Settings
    database: Database
    platform: Platform
    vault: PersonVault
    documents: DocumentStore
    proofs: ProofStore
    sealed_events: SealedEventStore
    planned_events: PlannedFold
    sealer: Sealer
    timestamps: Timestamps | None
    cosignatures: Cosignatures
    public_witnesses: PublicWitnesses | None
    journal: AccessJournal
    tokens: TokenVerifier

    @property
    def replicas(self) -> Sequence[Database]:
        """Read replicas of the database. Raises `ReplicaAddressRefused` or `AddressInvalid`."""
        return [self.database.at(url.get_secret_value()) for url in self.settings.read_urls]

    @property
    def local_issuer(self) -> LocalIssuer:
        """Local token issuer. Raises `NoLocalIssuer` if an identity provider issues the tokens."""
        if isinstance(self.tokens, LocalIssuer):
            return self.tokens
        raise NoLocalIssuer(self.tokens.issuer)


@contextmanager
def build(settings: Settings) -> Iterator[Installation]:
    """Builds and opens the installation. Raises `DatabaseUnusable`, or `SealRefused` for an invalid setting."""
    database = open_database(settings)
    if database.admin:
        create_read_tables(database, PROJECTIONS)
    with installation_on(settings, database) as installation:
        installation.vault.settle()
        yield installation


@contextmanager
def installation_on(settings: Settings, database: Database) -> Iterator[Installation]:
    """Builds the parts on an open database: that of the settings, or a temporary one with a bundle replayed."""
    trusted, urls = trusted_witnesses(settings.witnesses), settings.witness_urls
    with ExitStack() as stack:
        cosignatures = stack.enter_context(Cosignatures(database, trusted))
        yield Installation(
            settings=settings,
            database=database,
            platform=stack.enter_context(Platform(env=ledger_env(database))),
            vault=stack.enter_context(PersonVault(database, account_closure(settings))),
            documents=stack.enter_context(DocumentStore(database)),
            proofs=stack.enter_context(ProofStore(database)),
            sealed_events=stack.enter_context(SealedEventStore(database)),
            planned_events=stack.enter_context(PlannedFold(database, PROJECTIONS)),
            sealer=sealer_of(settings, database),
            timestamps=Timestamps(database, settings.tsa_url) if settings.tsa_url else None,
            cosignatures=cosignatures,
            public_witnesses=PublicWitnesses(database, cosignatures, urls) if urls else None,
            journal=stack.enter_context(AccessJournal(database)),
            tokens=token_verifier(settings),
        )


def account_closure(settings: Settings) -> AccountClosure:
    return AccountClosure(partial(console_key, settings), timedelta(seconds=settings.oidc_token_lifetime))


def sealer_of(settings: Settings, database: Database) -> Sealer:
    signing = Signing(KeyFiles(settings.home), settings.origin, must_be_named=settings.oidc_issuer is not None)
    return Sealer(database, signing)


def token_verifier(settings: Settings) -> TokenVerifier:
    """Returns the verifier of tokens: of the identity provider if there is one, else of the local issuer."""
    if settings.oidc_issuer and settings.audience:
        from efe_infra.identity.openid_verifier import OpenIdVerifier  # noqa: PLC0415 - an HTTP client, which only this verifier needs

        return OpenIdVerifier(
            issuer=settings.oidc_issuer,
            audience=settings.audience,
            algorithms=settings.oidc_algorithms,
            leeway=settings.oidc_leeway,
            trusts_email=settings.oidc_trusted_email == settings.oidc_issuer,
            ca=settings.oidc_ca,
        )
    return LocalIssuer(settings.home)


def trusted_documents(settings: Settings) -> TrustedDocuments:
    """Loads the documents of the configured manifest. Raises `ManifestRefused`."""
    path = settings.trusted_documents
    return TrustedDocuments(by_id=load(path, contract().schema) if path else {}, only=settings.trusted_only)


def contract() -> ModuleType:
    """Imports the GraphQL schema, which is slow to build and which most commands do not need."""
    return import_module("efe_graphql.schema")


def witness_memory(installation: Installation) -> WitnessStore:
    """Returns the checkpoints that this installation has witnessed. Raises `WitnessNameInvalid`."""
    settings = installation.settings
    return WitnessStore(installation.database, KeyFiles(settings.home, KeyType.WITNESS), settings.witness_name)


@contextmanager
def watching(installation: Installation) -> Iterator[PositionWatch]:
    """Watches the read position, which any process may move."""
    watch = PositionWatch()
    with PositionListener(installation.database, watch):
        yield watch


@contextmanager
def projecting(installation: Installation, watch: PositionWatch) -> Iterator[None]:
    """Projects the ledger into the read model, as the leader or as a standby."""
    with Runner(installation.database, PROJECTIONS, watch, for_replicas=bool(installation.settings.read_urls)):
        yield


@contextmanager
def sealing(installation: Installation) -> Iterator[None]:
    """Seals the ledger every few seconds; a lock lets one process at a time work.

    Time-stamping authorities and witnesses have their own threads, so that a slow one delays no event.
    """
    stamps, witnesses = installation.timestamps, installation.public_witnesses
    with (
        SealRunner(installation.sealer),
        RequestRunner("timestamp", stamps.run) if stamps else nullcontext(),
        RequestRunner("public-witness", witnesses.run) if witnesses else nullcontext(),
    ):
        yield


def mail_office(
    installation: Installation, demonstration: str = "", papers: "ConvocationPapers | None" = None
) -> "MailOffice | None":
    """Returns the means of notices; None without a mail server.

    `demonstration` is the address of a demonstration: its mails are files of a folder, which a page shows.
    """
    settings = installation.settings
    address = settings.smtp_url.get_secret_value() if settings.smtp_url else None
    if address is None and not demonstration:
        return None
    from efe_infra.notices.leader import MailOffice  # noqa: PLC0415 - an SMTP client, which only this work needs
    from efe_infra.notices.mail_papers import WithoutPapers  # noqa: PLC0415
    from efe_infra.notices.mail_turns import MailLimits  # noqa: PLC0415
    from efe_infra.notices.transports import FolderTransport, SmtpAddress, SmtpTransport  # noqa: PLC0415

    sender = settings.mail_from or DEMONSTRATION_SENDER
    domain, folder = sender.rpartition("@")[2], mail_folder(settings)
    return MailOffice(
        transport=SmtpTransport(SmtpAddress.parse(address), domain) if address else FolderTransport(folder),
        sender=sender,
        links=unsubscribe_links(settings, settings.public_url or demonstration),
        limits=MailLimits(per_person=settings.mails_per_person, per_hour=settings.mails_per_hour),
        papers=papers or WithoutPapers(),
    )


def mail_folder(settings: Settings) -> Path:
    """Returns the folder of the mails of a demonstration."""
    return settings.home / "courriels"


def unsubscribe_links(settings: Settings, origin: str) -> UnsubscribeLinks:
    return UnsubscribeLinks(console_key(settings), origin)


def notice_desk(installation: Installation, *, is_demonstration: bool) -> MailDesk:
    """Returns what pages read and change of the notices."""
    settings = installation.settings
    return MailDesk(
        installation.database,
        unsubscribe_links(settings, settings.public_url or ""),
        sends=settings.smtp_url is not None or is_demonstration,
        folder=mail_folder(settings) if is_demonstration and settings.smtp_url is None else None,
    )


def webhook_desk(installation: Installation) -> WebhookDesk:
    """Returns what pages read and change of the webhooks."""
    return WebhookDesk(installation.database, installation.settings)


@contextmanager
def forwarding(installation: Installation, *, sends_mail: bool) -> Iterator[None]:
    """Sends webhooks, as the leader or as a standby."""
    from efe_infra.hooks.leader import HookRunner  # noqa: PLC0415 - an HTTP client, which only this work needs
    from efe_infra.hooks.office import hook_office  # noqa: PLC0415

    with HookRunner(installation.database, hook_office(installation.settings), sends_mail=sends_mail):
        yield


def allow_notices(installation: Installation, account: UUID | None) -> bool:
    """Lets a restored database send again; None names the command line. Returns False if nothing was stopped."""
    database = installation.database
    with (
        open_session(database, DatabaseRole.PROJECTOR, "efe-notices") as reading,
        open_session(database, DatabaseRole.COMMAND, "efe-notices") as writing,
    ):
        return allow_again(writing, account, sealed_position(reading), datetime.now(UTC))


@contextmanager
def notifying(installation: Installation, app: Callable[[], "Starlette"], demonstration: str = "") -> Iterator[bool]:
    """Plans and sends notices and webhooks, as the leader or as a standby; yields whether mails leave.

    `app` builds the application by which papers are read with the rights of their recipients.
    """
    if installation.settings.smtp_url is None and not demonstration:
        with forwarding(installation, sends_mail=False):
            yield False
        return
    from efe_infra.notices.convocations import MailedConvocations  # noqa: PLC0415 - as above
    from efe_infra.notices.leader import NoticeRunner  # noqa: PLC0415

    with MailedConvocations(app, installation.settings.public_url or demonstration) as papers:
        office = mail_office(installation, demonstration, papers)
        runner = NoticeRunner(installation.database, office) if office else nullcontext()
        with runner, forwarding(installation, sends_mail=office is not None):
            yield office is not None


@contextmanager
def measuring(installation: Installation) -> Iterator[int | None]:
    """Serves metrics for Prometheus, if a port is set. Raises `PortTaken` or `PublicAddress`."""
    settings = installation.settings
    if settings.metrics_port is None:
        yield None
        return
    state = InstallationMetrics(standings(installation.database, installation.sealer), within=settings.ready_within)
    with serving_metrics(state, settings.metrics_host, settings.metrics_port) as port:
        yield port
