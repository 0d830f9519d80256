"""The settings of an installation, as the environment gives them."""

import traceback
from pathlib import Path

import certifi
import pytest
from pydantic import SecretStr

from efe_infra.cli.generated_files import settings_table
from efe_infra.settings import SettingRefused, Settings, unknown_settings
from efe_infra.settings.settings import variable
from tests.infra.cli.here import efe as here
from tests.infra.cli.process import environment

SECRET = "hunter2"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)


def test_an_empty_environment_is_a_working_installation() -> None:
    settings = Settings.from_environment()

    assert settings.database_url is None
    assert settings.home == Path(".efe")
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.max_document == 20_000_000


def test_the_environment_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFE_DATABASE_URL", "postgresql://efe:secret@db/efe")
    monkeypatch.setenv("EFE_HOME", "/srv/efe")
    monkeypatch.setenv("EFE_PORT", "0")

    settings = Settings.from_environment()

    assert settings.database_url
    assert settings.database_url.get_secret_value() == "postgresql://efe:secret@db/efe"
    assert (settings.home, settings.port) == (Path("/srv/efe"), 0)


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFE_DATABASE_URL", "")

    assert Settings.from_environment().database_url is None


def test_a_port_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFE_PORT", "65536")

    with pytest.raises(SettingRefused):
        Settings.from_environment()


def test_a_password_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFE_DATABASE_URL", "postgresql://efe:hunter2@db/efe")

    assert "hunter2" not in f"{Settings.from_environment()!r}"


@pytest.mark.parametrize("budget", ["-1", "19999"])
def test_a_budget_below_one_operation_is_refused(monkeypatch: pytest.MonkeyPatch, budget: str) -> None:
    monkeypatch.setenv("EFE_COST_BUDGET", budget)

    with pytest.raises(SettingRefused):
        Settings.from_environment()


def test_trusted_documents_alone_need_a_manifest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFE_TRUSTED_ONLY", "true")

    with pytest.raises(SettingRefused, match="EFE_TRUSTED_DOCUMENTS"):
        Settings.from_environment()


def test_every_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_the_table_has_a_line_for_every_setting() -> None:
    lines = {line.split("`")[1] for line in settings_table().splitlines() if line.startswith("| `")}

    assert lines == {variable(name) for name in Settings.model_fields}


def test_a_provider_is_named_with_its_audience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFE_OIDC_ISSUER", "https://login.example/realms/efe")
    monkeypatch.setenv("EFE_OIDC_AUDIENCE", "https://api.example")
    monkeypatch.setenv("EFE_OIDC_ALGORITHMS", "RS256, Ed25519")

    settings = Settings.from_environment()

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
    Settings.from_environment()
    monkeypatch.setenv(f"EFE_OIDC_{name}", value)

    with pytest.raises(SettingRefused):
        Settings.from_environment()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EFE_SMTP_URL", "http://mail.example"),
        ("EFE_SMTP_URL", "smtp://mail.example:port"),
        ("EFE_SMTP_URL", "smtps://mail.example/inbox"),
        ("EFE_SMTP_URL", "smtps://mail.example"),
        ("EFE_MAIL_FROM", "EFE <efe@efe.example>"),
        ("EFE_MAIL_FROM", "a@efe.example, b@efe.example"),
    ],
)
def test_a_mail_server_that_could_send_nothing_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingRefused, match=name):
        Settings.from_environment({name: value})


@pytest.mark.parametrize("name", ["EFE_OIDC_CA", "EFE_WEBHOOK_CA"])
def test_a_file_without_an_authority_is_refused(name: str) -> None:
    with pytest.raises(SettingRefused, match=name):
        Settings.from_environment({name: __file__})


def test_this_api_is_known_to_the_provider_by_its_public_address_unless_it_has_another_name() -> None:
    issuer = {"EFE_OIDC_ISSUER": "https://login.example", "EFE_PUBLIC_URL": "https://efe.example"}

    assert Settings.from_environment(issuer).audience == "https://efe.example"
    assert Settings.from_environment(issuer | {"EFE_OIDC_AUDIENCE": "api"}).audience == "api"


@pytest.mark.parametrize("url", ["ftp://tsa.example", "tsa.example", "https://", "https://[tsa.example"])
def test_an_authority_is_asked_over_http(url: str) -> None:
    with pytest.raises(SettingRefused, match="EFE_TSA_URL"):
        Settings.from_environment({"EFE_TSA_URL": url})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EFE_PORT", "many"),
        ("EFE_PORT", "-1"),
        ("EFE_METRICS_PORT", "65536"),
        ("EFE_COMPILED", "maybe"),
        ("EFE_GRACE", "0"),
        ("EFE_GRACE", "nan"),
        ("EFE_OPERATION_TIMEOUT", "601"),
        ("EFE_STALLED", "1.5"),
        ("EFE_KEEP_ALIVE", "inf"),
    ],
)
def test_what_is_refused_is_named_and_not_repeated(name: str, value: str) -> None:
    with pytest.raises(SettingRefused) as refused:
        Settings.from_environment({name: value})

    assert str(refused.value) == f"réglage refusé, {name} : cette valeur n'est pas admise."


def test_addresses_are_trusted_of_the_issuer_that_is_named() -> None:
    issuer = {"EFE_OIDC_ISSUER": "https://login.example", "EFE_OIDC_AUDIENCE": "efe"}

    for name in ("https://login.example/", "https://autre.example"):
        with pytest.raises(SettingRefused, match="EFE_OIDC_TRUSTED_EMAIL"):
            Settings.from_environment(issuer | {"EFE_OIDC_TRUSTED_EMAIL": name})
    with pytest.raises(SettingRefused, match="EFE_OIDC_TRUSTED_EMAIL"):
        Settings.from_environment({"EFE_OIDC_TRUSTED_EMAIL": "https://login.example"})


def test_every_setting_may_be_chosen() -> None:
    words: dict[object, str] = {
        str: "text",
        str | None: "text",
        Path: "/srv",
        Path | None: "/srv",
        SecretStr | None: "text",
        bool: "false",
        float: "0.5",
        int: "20",
    }
    own = {
        "allowed_origins": "https://app.example",
        "cost_budget": "0",
        "mail_from": "efe@efe.example",
        "metrics_port": "0",
        "oidc_algorithms": "RS256",
        "oidc_ca": certifi.where(),
        "oidc_issuer": "https://login.example",
        "oidc_scopes": "openid",
        "oidc_token_lifetime": "3600",
        "oidc_trusted_email": "https://login.example",
        "open_data_licence": "https://licence.example Licence",
        "port": "0",
        "public_url": "https://efe.example",
        "read_urls": "postgresql://replica.example",
        "session_key": "A" * 43,
        "smtp_url": "smtps://mail.example",
        "tsa_url": "https://tsa.example",
        "webhook_ca": certifi.where(),
        "webhook_networks": "10.0.0.0/8",
        "witness_urls": "https://witness.example",
    }
    chosen = {name: words.get(field.annotation, "") for name, field in Settings.model_fields.items()} | own

    settings = Settings.from_environment({variable(name): text for name, text in chosen.items()})

    assert "" not in chosen.values()
    assert [name for name in chosen if getattr(settings, name) == getattr(Settings(), name)] == ["trusted_only"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EFE_PUBLIC_URL", "http://efe.example"),
        ("EFE_PUBLIC_URL", "https://efe.example/console"),
        ("EFE_PUBLIC_URL", "https://efe.example/"),
        ("EFE_SESSION_KEY", "A" * 42),
        ("EFE_SESSION_KEY", "é" * 43),
        ("EFE_OIDC_CLIENT_ID", "console"),
    ],
)
def test_a_console_that_nobody_could_reach_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingRefused, match=name):
        Settings.from_environment({name: value})


def test_what_others_define_holds_where_ours_says_nothing() -> None:
    theirs = "OTEL_EXPORTER_OTLP_ENDPOINT"

    assert Settings.from_environment({theirs: "http://theirs"}).otel_endpoint == "http://theirs"
    assert (
        Settings.from_environment({theirs: "http://theirs", "EFE_OTEL_ENDPOINT": ""}).otel_endpoint == "http://theirs"
    )
    assert (
        Settings.from_environment({"EFE_OTEL_ENDPOINT": "http://ours", theirs: "http://theirs"}).otel_endpoint
        == "http://ours"
    )


@pytest.mark.parametrize(("text", "compiled"), [("false", False), ("0", False), ("true", True), ("1", True)])
def test_yes_or_no_is_told_in_the_words_of_json_or_a_digit(text: str, compiled: bool) -> None:
    assert Settings.from_environment({"EFE_COMPILED": text}).compiled is compiled


def test_a_refused_secret_is_in_no_cause_of_the_refusal() -> None:
    with pytest.raises(SettingRefused) as refused:
        Settings.from_environment({"EFE_PORT": SECRET})

    assert SECRET not in "".join(traceback.format_exception(refused.value))


def test_settings_made_by_hand_take_nothing_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFE_PORT", "1")

    assert Settings().port == 8000


@pytest.mark.parametrize(
    "origins",
    [
        "*",
        "null",
        "http://app.example",
        "https://app.example/",
        "https://app.example/page",
        "https://App.example",
        "https://user@app.example",
        "https://app.example,",
        "https://app.example,*",
    ],
)
def test_only_origins_as_a_browser_writes_them_are_allowed(origins: str) -> None:
    with pytest.raises(SettingRefused, match="EFE_ALLOWED_ORIGINS"):
        Settings.from_environment({"EFE_ALLOWED_ORIGINS": origins})


def test_origins_are_separated_by_commas() -> None:
    settings = Settings.from_environment({"EFE_ALLOWED_ORIGINS": "https://app.example, http://localhost:3000"})

    assert settings.allowed_origins == ("https://app.example", "http://localhost:3000")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("EFE_PUBLIC_ULR", "EFE_PUBLIC_URL"),
        ("EFE_DATABASEURL", "EFE_DATABASE_URL"),
        ("efe_oidc_audiance", "EFE_OIDC_AUDIENCE"),
        ("EFE_MAX_DOCUMENTS", "EFE_MAX_DOCUMENT"),
        ("EFE_COULEUR", ""),
    ],
)
def test_an_unknown_setting_is_named_with_the_nearest_one(name: str, nearest: str) -> None:
    [unknown] = unknown_settings({name: "hunter2", "PATH": "/bin"})

    assert (unknown.name, unknown.nearest) == (name, nearest)
    assert name in unknown.warning
    assert nearest in unknown.warning
    assert SECRET not in unknown.warning


def test_known_settings_and_those_of_others_are_no_warning() -> None:
    known = {variable(name): "x" for name in Settings.model_fields}
    others = ["EFE_TEST_DATABASE_URL", "EFE_SERVICE_HOST", "EFE_DB_RW_SERVICE_PORT", "EFE_PORT_8000_TCP_ADDR", "EFE"]

    assert unknown_settings({**known, **dict.fromkeys(others, "x"), "efe_port": "1"}) == []


def test_every_command_warns(tmp_path: Path) -> None:
    done = here("--version", env={**environment(tmp_path), "EFE_PUBLIC_ULR": SECRET})

    assert done.returncode == 0
    assert "EFE_PUBLIC_ULR" in done.stderr
    assert "EFE_PUBLIC_URL" in done.stderr
    assert SECRET not in done.stderr
