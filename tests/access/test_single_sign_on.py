"""Single sign-on against a real provider, which runs as a process of its own."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient

from catalog.app.making import make_app
from catalog.errors import BadInput
from catalog.records.account import Role
from catalog.records.ids import BodyId
from catalog.records.signing_in import Seated
from catalog.workspace.workspace import Workspace
from tests.offices import CLERK, Bureau, bureau_of

pytestmark = pytest.mark.slow
MEMBER = Seated(roles=frozenset({Role.MEMBER}), body=BodyId("c2c-gb"), seat="seat.04")
SECRET = "a secret of the client"  # noqa: S105
WAIT = 20


def claims(sub: str, **more: object) -> dict[str, object]:
    """Return what the provider says of somebody."""
    return {"sub": sub, "email": f"{sub}@b.org", "email_verified": True, "name": "Ana", **more}


PEOPLE = [
    claims("plain"),
    claims("strong", amr=["pwd", "otp"]),
    claims("step", acr="mfa"),
    claims("unverified", email_verified=False),
    claims("textual", email_verified="true"),
    claims("stranger"),
    claims("guest", name="Gast \x00\u202e Name" + "x" * 200, amr=["mfa"]),
    {"sub": "nameless"},
]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """Start a provider of OpenID Connect; return its address."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    users = [word for one in PEOPLE for word in ("--user-claims", json.dumps(one))]
    words = [
        sys.executable,
        "-m",
        "oidc_provider_mock",
        "--port",
        str(port),
        "--require-nonce",
        "true",
        *users,
    ]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + WAIT
        while True:
            try:
                requests.get(f"{address}/.well-known/openid-configuration", timeout=5).raise_for_status()
                break
            except requests.RequestException:
                assert time.monotonic() < until, "the provider does not start"
                time.sleep(0.1)
        yield address
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def settled(provider: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Name the provider in the environment, and its secret in a file."""
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    monkeypatch.setenv("P20W_OIDC_ISSUER", provider)
    monkeypatch.setenv("P20W_OIDC_CLIENT_ID", "catalog")
    monkeypatch.setenv("P20W_OIDC_CLIENT_SECRET_FILE", str(tmp_path / "secret"))


@pytest.fixture
def app(settled: None, root: Path, tmp_path: Path) -> Iterator[Flask]:  # noqa: ARG001  # it sets the environment
    """Return an application that knows the provider."""
    with Workspace(f"sqlite:///{tmp_path / 'workspace.db'}") as workspace:
        made = make_app(root, office=bureau_of(workspace, None).office)
        made.config["TESTING"] = True
        yield made


@pytest.fixture
def bureau(app: Flask) -> Bureau:
    """Return the application's office."""
    held = app.extensions["p20w"]
    return bureau_of(held.workspace, held.catalog.now().snapshot, office=held.office)


def sent_back(client: FlaskClient, sub: str) -> str:
    """Go to the provider and sign in there as somebody; return the way back."""
    there = client.get("/account/provider")
    assert there.status_code == 302
    answer = requests.post(there.location, data={"sub": sub}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == "http://127.0.0.1:8020/account/provider/return"
    return f"{back.path}?{back.query}"


def test_it_is_a_code_flow_with_a_nonce_and_a_proof_of_the_code(app: Flask, provider: str) -> None:
    there = app.test_client().get("/account/provider").location
    assert there.startswith(provider)
    asked = {name: value for name, (value, *_) in parse_qs(urlsplit(there).query).items()}
    assert (asked["response_type"], asked["client_id"]) == ("code", "catalog")
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) >= 43
    assert len(asked["nonce"]) >= 16
    assert len(asked["state"]) >= 16
    assert SECRET not in there


def test_a_member_with_an_account_is_let_in(app: Flask, bureau: Bureau) -> None:
    bureau.account("plain@b.org", MEMBER)
    client = app.test_client()
    done = client.get(sent_back(client, "plain"))
    assert (done.status_code, done.location) == (303, "/account")
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize(
    "sub, led_to", [("plain", "/account/second-factor/new"), ("strong", "/account"), ("step", "/account")]
)
def test_staff_needs_a_second_factor_of_the_provider_or_of_ours(
    sub: str, led_to: str, app: Flask, bureau: Bureau
) -> None:
    bureau.account(f"{sub}@b.org", CLERK)
    client = app.test_client()
    assert client.get(sent_back(client, sub)).location == led_to
    assert client.get("/account").status_code == (200 if led_to == "/account" else 302)


def test_who_was_invited_gets_the_account_by_the_provider(app: Flask, bureau: Bureau) -> None:
    link = bureau.link("guest@b.org", CLERK)
    client = app.test_client()
    assert client.get(sent_back(client, "guest")).location == "/account"
    page = client.get("/account").text
    assert "Gast" in page
    assert "\x00" not in page
    assert "\u202e" not in page
    assert client.get(link.address.removeprefix(bureau.office.address)).status_code == 404


@pytest.mark.parametrize("sub", ["stranger", "unverified", "textual", "nameless"])
def test_nobody_else_is_let_in(sub: str, app: Flask, bureau: Bureau) -> None:
    if sub != "stranger":
        bureau.account(f"{sub}@b.org", MEMBER)
    client = app.test_client()
    answer = client.get(sent_back(client, sub))
    assert answer.status_code == 422
    assert client.get("/account").status_code == 302


def test_an_answer_of_the_provider_is_good_once_and_in_one_browser(app: Flask, bureau: Bureau) -> None:
    bureau.account("plain@b.org", MEMBER)
    client, thief = app.test_client(), app.test_client()
    back = sent_back(client, "plain")
    assert thief.get(back).status_code == 422
    assert client.get(back).status_code == 303
    assert client.get(back).status_code == 422


@pytest.mark.parametrize(
    "query", ["", "?code=x", "?state=x", "?code=x&state=x", "?error=access_denied&state=x"]
)
def test_what_no_provider_sent_is_refused(query: str, app: Flask) -> None:
    answer = app.test_client().get(f"/account/provider/return{query}")
    assert answer.status_code == 422
    assert "did not vouch" in answer.text


def test_a_closed_account_stays_closed(app: Flask, bureau: Bureau) -> None:
    from catalog.services.accounts.changing import close  # noqa: PLC0415

    close(bureau.office, bureau.account("plain@b.org", MEMBER), by="terminal")
    client = app.test_client()
    assert client.get(sent_back(client, "plain")).status_code == 422


def test_a_provider_that_is_away_is_said_to_be(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("P20W_OIDC_ISSUER", f"http://127.0.0.1:{free.getsockname()[1]}")
    monkeypatch.setenv("P20W_OIDC_CLIENT_ID", "catalog")
    monkeypatch.setenv("P20W_OIDC_CLIENT_SECRET", SECRET)
    with Workspace(f"sqlite:///{tmp_path / 'workspace.db'}") as workspace:
        client = make_app(root, office=bureau_of(workspace, None).office).test_client()
        answer = client.get("/account/provider")
        assert answer.status_code == 422
        assert "sign in with your password" in answer.text
        assert client.get("/account/sign-in").status_code == 200


@pytest.mark.parametrize(
    "named, message",
    [
        ({"P20W_OIDC_ISSUER": "http://id.example"}, "no https address"),
        ({"P20W_OIDC_ISSUER": "https://id.example"}, "without a client"),
        ({"P20W_OIDC_ISSUER": "https://id.example", "P20W_OIDC_CLIENT_ID": "x"}, "without a client"),
        (
            {
                "P20W_OIDC_ISSUER": "https://id.example",
                "P20W_OIDC_CLIENT_ID": "x",
                "P20W_OIDC_CLIENT_SECRET_FILE": "/nowhere",
            },
            "cannot be read",
        ),
    ],
)
def test_a_provider_that_is_named_halfway_stops_the_start(
    named: dict[str, str], message: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    with Workspace(f"sqlite:///{tmp_path / 'workspace.db'}") as workspace:
        office = bureau_of(workspace, None).office
        with pytest.raises(BadInput, match=message):
            make_app(root, office=office)
