"""The settings of an installation, as the environment gives them."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from efe_infra.settings import Settings


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"EFE_{name.upper()}", raising=False)


def test_an_empty_environment_is_a_working_installation() -> None:
    settings = Settings()

    assert settings.database_url is None
    assert settings.home == Path(".efe")
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.max_document == 20_000_000


def test_the_environment_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFE_DATABASE_URL", "postgresql://efe:secret@db/efe")
    monkeypatch.setenv("EFE_HOME", "/srv/efe")
    monkeypatch.setenv("EFE_PORT", "0")

    settings = Settings()

    assert settings.database_url
    assert settings.database_url.get_secret_value() == "postgresql://efe:secret@db/efe"
    assert (settings.home, settings.port) == (Path("/srv/efe"), 0)


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFE_DATABASE_URL", "")

    assert Settings().database_url is None


def test_a_port_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFE_PORT", "65536")

    with pytest.raises(ValidationError):
        Settings()


def test_a_password_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFE_DATABASE_URL", "postgresql://efe:secret@db/efe")

    assert "secret" not in f"{Settings()!r}"


@pytest.mark.parametrize("budget", ["-1", "19999"])
def test_a_budget_below_one_operation_is_refused(monkeypatch: pytest.MonkeyPatch, budget: str) -> None:
    monkeypatch.setenv("EFE_COST_BUDGET", budget)

    with pytest.raises(ValidationError):
        Settings()


def test_trusted_documents_alone_need_a_manifest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFE_TRUSTED_ONLY", "true")

    with pytest.raises(ValidationError, match="EFE_TRUSTED_DOCUMENTS"):
        Settings()


def test_every_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_a_provider_is_named_with_its_audience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFE_OIDC_ISSUER", "https://login.example/realms/efe")
    monkeypatch.setenv("EFE_OIDC_AUDIENCE", "https://api.example")
    monkeypatch.setenv("EFE_OIDC_ALGORITHMS", "RS256, Ed25519")

    settings = Settings()

    assert (settings.oidc_issuer, settings.oidc_audience) == (
        "https://login.example/realms/efe",
        "https://api.example",
    )
    assert settings.oidc_algorithms == ("RS256", "Ed25519")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ISSUER", "http://login.example"),
        ("ISSUER", "https://login.example?realm=efe"),
        ("ISSUER", "https://[login.example"),
        ("ALGORITHMS", "RS256,HS256"),
        ("ALGORITHMS", "none"),
        ("ALGORITHMS", ","),
        ("LEEWAY", "301"),
        ("AUDIENCE", ""),
    ],
)
def test_a_provider_that_could_not_be_trusted_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("EFE_OIDC_ISSUER", "https://login.example")
    monkeypatch.setenv("EFE_OIDC_AUDIENCE", "https://api.example")
    Settings()
    monkeypatch.setenv(f"EFE_OIDC_{name}", value)

    with pytest.raises(ValidationError):
        Settings()
