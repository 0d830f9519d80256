"""Means of the webhooks of an installation."""

import ssl
from functools import partial

from efe_infra.hooks.addresses import AllowedAddresses
from efe_infra.hooks.connections import HookClient
from efe_infra.hooks.resolving import Resolver
from efe_infra.hooks.secrets import secrets_of
from efe_infra.hooks.sending import HookOffice
from efe_infra.process.tls import tls_context
from efe_infra.settings import Settings


def hook_office(settings: Settings) -> HookOffice:
    """Returns the means: TLS verified by the public authorities, and by those that the settings name."""
    allowed, tls = AllowedAddresses(settings.webhook_networks), tls_context(settings.webhook_ca)
    return HookOffice(client=partial(client_of, allowed, tls), secrets=secrets_of(settings))


def client_of(allowed: AllowedAddresses, tls: ssl.SSLContext) -> HookClient:
    """Returns a client for the event loop that runs."""
    return HookClient(allowed=allowed, tls=tls, resolve=Resolver())
