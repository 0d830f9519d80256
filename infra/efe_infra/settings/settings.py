"""All settings (class `Settings`): read from the environment and checked, alone and together."""

import os
from collections.abc import Mapping
from typing import Self

from pydantic import ValidationError, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from efe_graphql.limits.limits import LIMITS
from efe_infra.process.addresses import is_mailbox, is_origin, is_over_http, is_smtp, is_tamper_proof
from efe_infra.process.tls import has_authorities
from efe_infra.settings.fields import (
    LOGINS,
    EvidenceSettings,
    IdentitySettings,
    MailSettings,
    OperationsSettings,
    RequestsSettings,
    ServingSettings,
    StorageSettings,
    WebhookSettings,
)

PREFIX = "EFE_"
SESSION_KEY_BYTES = 32


class SettingRefused(Exception):
    """Raised for an invalid setting. The message is one French line, without the value, which may be a secret."""

    def __init__(self, name: str, why: str = "cette valeur n'est pas admise") -> None:
        super().__init__(f"réglage refusé, {name} : {why}.")
        self.name = name


class Settings(
    ServingSettings,
    RequestsSettings,
    StorageSettings,
    IdentitySettings,
    EvidenceSettings,
    MailSettings,
    WebhookSettings,
    OperationsSettings,
    BaseSettings,
):
    """Settings, each with a default: an empty environment is a working installation on one machine.

    The constructor reads no environment; `chosen` does.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        env_prefix=PREFIX,
        hide_input_in_errors=True,
        allow_inf_nan=False,
        validate_by_name=True,
        validate_by_alias=True,
    )

    @classmethod
    def settings_customise_sources(  # its parameters are given by name
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Reads the environment; an empty variable counts as missing. Raises `SettingRefused`."""
        source = EnvSettingsSource(cls)
        source.env_vars = {name.lower(): text for name, text in environment.items() if text}
        try:
            return cls(**source())
        except ValidationError as error:
            raise SettingRefused(variable(str(error.errors(include_input=False)[0]["loc"][0]))) from None

    @property
    def audience(self) -> str | None:
        """Name of this API at the identity provider: the setting, or the public address."""
        return self.oidc_audience or self.public_url

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        """Raises `SettingRefused` for a value, or for a pair of them, that its type alone admits."""
        self._check_storage()
        self._check_addresses()
        self._check_pairs()
        self._check_mail()
        self._check_authorities()
        return self

    def _check_storage(self) -> None:
        if 0 < len(self.logins) < len(LOGINS):
            raise SettingRefused("EFE_COMMAND_URL", "va avec EFE_PROJECTOR_URL et EFE_READ_URL, ou sans elles")
        if 0 < self.cost_budget < LIMITS.cost:
            raise SettingRefused("EFE_COST_BUDGET", f"0, ou au moins {LIMITS.cost}, est attendu")

    def _check_addresses(self) -> None:
        if self.oidc_issuer and not _identifies(self.oidc_issuer):
            raise SettingRefused("EFE_OIDC_ISSUER", "une URL « https:// » sans paramètre est attendue")
        if self.tsa_url and not is_over_http(self.tsa_url):
            raise SettingRefused("EFE_TSA_URL", "une URL « https:// » ou « http:// » est attendue")
        if not all(map(is_over_http, self.witness_urls)):
            raise SettingRefused("EFE_WITNESS_URLS", "des URL « https:// » ou « http:// » sont attendues")
        if not all(map(is_origin, self.allowed_origins)):
            raise SettingRefused(
                "EFE_ALLOWED_ORIGINS", "des origines « https:// » sans chemin sont attendues, jamais « * »"
            )
        if self.public_url and not is_origin(self.public_url):
            raise SettingRefused("EFE_PUBLIC_URL", "une origine « https:// » sans chemin est attendue")
        if self.open_data_licence and not is_over_http(self.open_data_licence.partition(" ")[0]):
            raise SettingRefused("EFE_OPEN_DATA_LICENCE", "une URL « https:// », puis un titre, sont attendus")

    def _check_authorities(self) -> None:
        for path, name in ((self.oidc_ca, "EFE_OIDC_CA"), (self.webhook_ca, "EFE_WEBHOOK_CA")):
            if path and not has_authorities(path):
                raise SettingRefused(name, "un fichier PEM de certificats d'autorités est attendu")

    def _check_mail(self) -> None:
        if self.smtp_url and not is_smtp(self.smtp_url.get_secret_value()):
            raise SettingRefused("EFE_SMTP_URL", "une URL « smtps:// » ou « smtp:// » sans chemin est attendue")
        if self.mail_from and not is_mailbox(self.mail_from):
            raise SettingRefused("EFE_MAIL_FROM", "une adresse électronique est attendue, sans nom")
        if self.smtp_url and not (self.mail_from and self.public_url):
            raise SettingRefused("EFE_SMTP_URL", "ne va pas sans EFE_MAIL_FROM ni EFE_PUBLIC_URL")

    def _check_pairs(self) -> None:
        if self.oidc_client_id and not (self.oidc_issuer and self.public_url):
            raise SettingRefused("EFE_OIDC_CLIENT_ID", "ne va pas sans EFE_OIDC_ISSUER ni EFE_PUBLIC_URL")
        if self.session_key and len(self.sealing_key or b"") != SESSION_KEY_BYTES:
            raise SettingRefused("EFE_SESSION_KEY", "32 octets en base64url sont attendus")
        if self.witness_urls and not self.witnesses:
            raise SettingRefused("EFE_WITNESS_URLS", "ne va pas sans EFE_WITNESSES")
        if self.oidc_issuer and not self.audience:
            raise SettingRefused("EFE_OIDC_ISSUER", "ne va pas sans EFE_OIDC_AUDIENCE ni EFE_PUBLIC_URL")
        if self.oidc_trusted_email not in (None, self.oidc_issuer):
            raise SettingRefused("EFE_OIDC_TRUSTED_EMAIL", "le nom d'EFE_OIDC_ISSUER, exactement, est attendu")
        if self.trusted_only and not self.trusted_documents:
            raise SettingRefused("EFE_TRUSTED_ONLY", "ne va pas sans EFE_TRUSTED_DOCUMENTS")


def variable(field: str) -> str:
    """Returns the variable of a field; a loc in capitals is the variable of an alias already."""
    return field if field.isupper() else f"{PREFIX}{field.upper()}"


def _identifies(issuer: str) -> bool:
    return "?" not in issuer and "#" not in issuer and is_tamper_proof(issuer)
