"""Checks of the other servers: identity provider, mail, time-stamping authority, witnesses."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from efe_infra.operations.check.findings import EVIDENCE_PAGE, OPERATING_PAGE, RUNBOOKS, SETTINGS_PAGE, Finding, Level
from efe_infra.postgres.database import Database
from efe_infra.process.connection_faults import reason_of
from efe_infra.settings import Settings
from efe_infra.transparency.sealing.cosignatures import trusted_witnesses
from efe_infra.transparency.sealing.errors import WitnessKeyInvalid
from efe_infra.transparency.sealing.timestamps import Timestamps, TimestampUnavailable

if TYPE_CHECKING:
    from efe_infra.notices.transports import ServerAway

LOG_IN: Final = "log-in"
"""Begin of the code of a refused log-in, before that of the server."""
ANSWER_TIMEOUT_S: Final = 5.0
"""Time for the answer of one other server."""


def issuer_findings(settings: Settings) -> Iterator[Finding]:
    """Yields whether the identity provider publishes its keys, and whether people can sign in."""
    subject = "issuer"
    if not settings.oidc_issuer:
        message = "Émetteur de jetons local : pour le développement seulement, chacun s'y connecte comme il veut."
        yield Finding(subject, Level.WARNING, message, ("EFE_OIDC_ISSUER",), OPERATING_PAGE)
        return
    from efe_infra.identity.issuer_client import IssuerKeys  # noqa: PLC0415 - an HTTP client
    from efe_infra.identity.tokens import IssuerUnreachable  # noqa: PLC0415

    names = ("EFE_OIDC_ISSUER", "EFE_OIDC_CA")
    try:
        keys = asyncio.run(IssuerKeys(settings.oidc_issuer, ANSWER_TIMEOUT_S, ca=settings.oidc_ca).keys())
    except IssuerUnreachable as unreachable:
        message = f"{settings.oidc_issuer} n'est pas joignable : {reason_of(unreachable)}."
        yield Finding(subject, Level.FAULT, message, names, OPERATING_PAGE)
    else:
        if keys:
            yield Finding(subject, Level.OK, f"{settings.oidc_issuer} publie {len(keys)} clé(s).")
        else:
            message = f"{settings.oidc_issuer} ne publie aucune clé utilisable : aucun jeton ne sera accepté."
            yield Finding(subject, Level.FAULT, message, names, OPERATING_PAGE)
    yield _sign_in(settings)


def _sign_in(settings: Settings) -> Finding:
    chosen = {"EFE_OIDC_CLIENT_ID": settings.oidc_client_id, "EFE_PUBLIC_URL": settings.public_url}
    missing = tuple(name for name, value in chosen.items() if not value)
    if missing:
        return Finding("sign-in", Level.WARNING, "Personne ne peut se connecter aux pages.", missing, OPERATING_PAGE)
    message = f"« {settings.oidc_client_id} » revient à {settings.public_url}/connexion/retour."
    return Finding("sign-in", Level.OK, message)


def mail_findings(settings: Settings) -> Iterator[Finding]:
    """Yields whether the mail server takes the connection and the log-in, and whether people find a contact."""
    if settings.smtp_url is None:
        yield Finding("mail", Level.OFF, "Aucun courriel ne part.", ("EFE_SMTP_URL", "EFE_MAIL_FROM"), SETTINGS_PAGE)
    else:
        yield _mail_server(settings, settings.smtp_url.get_secret_value())
    if settings.contact:
        yield Finding("contact", Level.OK, f"La page « Contact » donne {settings.contact}.")
    else:
        message = "La page « Contact » ne nomme personne."
        yield Finding("contact", Level.WARNING, message, ("EFE_CONTACT",), SETTINGS_PAGE)


def _mail_server(settings: Settings, url: str) -> Finding:
    from efe_infra.notices.transports import ServerAway, SmtpAddress, SmtpTransport  # noqa: PLC0415 - an SMTP client

    address = SmtpAddress.parse(url)
    transport = SmtpTransport(address, (settings.mail_from or "").rpartition("@")[2], timeout_s=ANSWER_TIMEOUT_S)

    async def connect() -> None:
        async with asyncio.timeout(ANSWER_TIMEOUT_S), transport.connect():
            pass

    try:
        asyncio.run(connect())
    except (ServerAway, TimeoutError) as away:
        message = f"{address.host}:{address.port} ne prend pas de courriel : {_reason(away)}."
        return Finding("mail", Level.WARNING, message, ("EFE_SMTP_URL",), f"{RUNBOOKS}/mail.md")
    return Finding("mail", Level.OK, f"{address.host}:{address.port} accepte cette installation.")


def _reason(away: "ServerAway | TimeoutError") -> str:
    """Returns the code that the server answered, or why it did not answer."""
    code = str(away)
    if code.startswith(LOG_IN):
        return f"il refuse l'utilisateur ou son mot de passe ({code.removeprefix(LOG_IN).strip()})"
    return f"il répond {code}" if code.isdigit() else reason_of(away)


def timestamp_findings(settings: Settings) -> Iterator[Finding]:
    """Yields whether the authority grants a time-stamp."""
    subject, names = "timestamps", ("EFE_TSA_URL",)
    if not settings.tsa_url:
        yield Finding(subject, Level.OFF, "Aucun horodatage n'est demandé.", names, EVIDENCE_PAGE)
        return
    try:
        Timestamps(Database(""), settings.tsa_url).ask(b"efe check")
    except TimestampUnavailable as unavailable:
        yield Finding(subject, Level.WARNING, str(unavailable), names, EVIDENCE_PAGE)
    else:
        yield Finding(subject, Level.OK, f"{settings.tsa_url} horodate.")


def witness_findings(settings: Settings) -> Iterator[Finding]:
    """Yields whether the keys of the witnesses are keys, and whether the public witnesses answer."""
    subject, names = "witnesses", ("EFE_WITNESSES", "EFE_WITNESS_URLS")
    try:
        trusted = trusted_witnesses(settings.witnesses)
    except WitnessKeyInvalid as invalid:
        yield Finding(subject, Level.FAULT, str(invalid), names, EVIDENCE_PAGE)
        return
    if not trusted:
        yield Finding(subject, Level.OFF, "Personne d'autre ne veille ce journal.", names, EVIDENCE_PAGE)
        return
    silent = _silent(settings.witness_urls)
    if silent:
        yield Finding(subject, Level.WARNING, " ".join(silent), names, EVIDENCE_PAGE)
    else:
        yield Finding(subject, Level.OK, f"Témoins dont la cosignature est publiée : {len(trusted)}.")


def _silent(urls: Sequence[str]) -> list[str]:
    """Returns a sentence for each public witness that does not answer."""
    if not urls:
        return []
    import httpx  # noqa: PLC0415 - only where a witness is set

    sentences, timeout_s = list[str](), ANSWER_TIMEOUT_S / len(urls)
    for url in urls:
        try:
            httpx.head(url, timeout=timeout_s)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            sentences.append(f"{url} ne répond pas : {reason_of(error)}.")
    return sentences
