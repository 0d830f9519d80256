"""An OpenID provider with a token endpoint, over HTTP on this machine; browsers are led there by hand."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc.jwk import ECKey

from efe_infra.console.sign_in.provider import challenge_of
from efe_infra.identity.openid_verifier import OpenIdVerifier
from efe_infra.postgres.database import Database
from tests.api.given import Api
from tests.infra.console.browser import Browser
from tests.infra.identity.small_provider import AUDIENCE, Handler, Listening, SmallProvider, a_key
from tests.running import served

CLIENT = "console"
SECRET = "secret:de la console"


@dataclass
class CodeProvider(SmallProvider):
    """Gives out code 1, 2, … and refresh tokens, each good once; `claims` and `access` say of tokens what is so."""

    key: ECKey = field(default_factory=lambda: a_key("one"))
    metadata: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    access: dict[str, Any] = field(default_factory=dict)
    lasting: int = 300
    asked_for: dict[str, dict[str, str]] = field(default_factory=dict)
    posts: list[dict[str, str]] = field(default_factory=list)
    refresh_tokens: set[str] = field(default_factory=set)
    authorizations: list[str] = field(default_factory=list)

    def document(self, path: str) -> tuple[int, bytes]:
        if path != "/.well-known/openid-configuration":
            return super().document(path)
        self.asked.append(path)
        found = {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/jwks",
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=efe",
            "token_endpoint": f"{self.issuer}/token",
            "end_session_endpoint": f"{self.issuer}/logout",
            "authorization_response_iss_parameter_supported": True,
        }
        return self.answers.get(path) or (200, json.dumps(found | self.metadata).encode())

    def authorize(self, address: str) -> str:
        """Answers with the parameters that a browser brings back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.asked_for) + 1}"
        self.asked_for[code] = asked
        return f"/connexion/retour?code={code}&state={asked['state']}&iss={self.issuer}"

    def sign_in(self, browser: Browser, address: str) -> None:
        """Signs a person in, whose e-mail address is verified and the subject too."""
        self.claims = {"sub": address}
        self.access = {"sub": address, "email": address, "email_verified": True}
        answer = browser.get(self.authorize(browser.get("/connexion").headers["location"]))
        assert answer.status_code == 303

    def token_answer(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        self.posts.append(form)
        self.authorizations.append(authorization)
        if form["grant_type"] == "refresh_token":
            if form["refresh_token"] not in self.refresh_tokens:
                return 400, {"error": "invalid_grant"}
            self.refresh_tokens.remove(form["refresh_token"])
            return 200, self.issued({})
        asked = self.asked_for.pop(form["code"], None)
        if asked is None or challenge_of(form["code_verifier"]) != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        return 200, self.issued({"nonce": asked["nonce"]})

    def issued(self, claims: dict[str, Any]) -> dict[str, Any]:
        refresh = f"refresh-{len(self.posts)}"
        self.refresh_tokens.add(refresh)
        header = {"alg": "ES256", "typ": "JWT"}
        said = {"aud": CLIENT, "name": "Jeanne Dupont", **claims, **self.claims}
        return {
            "access_token": self.token(self.key, exp=timedelta(seconds=self.lasting), **self.access),
            "id_token": self.token(self.key, header, **said),
            "refresh_token": refresh,
            "token_type": "Bearer",
        }


class PostHandler(Handler):
    def do_POST(self) -> None:  # noqa: N802 - the name that the library calls
        provider: CodeProvider = self._provider  # type: ignore[assignment]
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        status, answer = provider.token_answer(form, self.headers.get("Authorization", ""))
        sent = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)


@contextmanager
def trusting(provider: CodeProvider, database: Database, home: Path, *, trusts_email: bool = False) -> Iterator[Api]:
    """Runs the real server with its projections, for the accounts of a provider."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    chosen: dict[str, Any] = {
        "public_url": f"http://127.0.0.1:{port}",
        "oidc_issuer": provider.issuer,
        "oidc_audience": AUDIENCE,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "oidc_resource": "urn:efe",
    }
    tokens = OpenIdVerifier(
        issuer=provider.issuer, audience=AUDIENCE, algorithms=["ES256"], leeway=0, trusts_email=trusts_email
    )
    with served(database, home, port=port, tokens=tokens, **chosen) as api:
        yield api


@contextmanager
def code_provider() -> Iterator[CodeProvider]:
    provider = CodeProvider()
    provider.publish(provider.key)
    with Listening(("127.0.0.1", 0), partial(PostHandler, provider)) as server:
        provider.issuer = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
