"""``p20w account`` and ``p20w notify``: the first administrator, and news, at the terminal."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from catalog.cli.main import main, p20w
from catalog.config import settings
from catalog.records.account import Account, Role
from catalog.records.subscription import Topic, TopicKind
from catalog.services.accounts.accepting import accept
from catalog.services.accounts.changing import accounts
from catalog.services.office import Office, open_office
from catalog.services.opening import open_snapshot
from catalog.services.subscribing.asking import ask
from catalog.services.subscribing.confirming import confirm
from tests.mailboxes import mail_server
from tests.offices import typed

ADA = "ada@example.org"


@pytest.fixture(autouse=True)
def workspace_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep what is kept in a folder of this test."""
    monkeypatch.setenv("P20W_WORKSPACE", str(tmp_path / "kept"))
    return tmp_path / "kept"


def run(*words: str) -> Result:
    """Type a command."""
    return CliRunner().invoke(p20w, list(words), catch_exceptions=False)


def office() -> Office:
    """Return the office that the command works with."""
    return open_office(settings())


def make(email: str, *words: str) -> Account:
    """Invite somebody, and have them accept."""
    link = run("account", "invite", *words, email).stdout.strip()
    made = accept(office(), link.rpartition("/")[2], typed=typed())
    assert isinstance(made, Account)
    return made


def test_the_first_administrator_is_made_at_the_terminal(workspace_folder: Path) -> None:
    said = run("account", "invite", "--role", "admin", ADA)
    assert said.exit_code == 0
    assert said.stdout.startswith("http://127.0.0.1:8020/account/invitation/")
    assert "once, until" in said.stderr
    assert f"{ADA}: invited" in run("account", "list").stdout
    made = accept(office(), said.stdout.strip().rpartition("/")[2], typed=typed())
    assert isinstance(made, Account)
    assert made.has(Role.ADMIN)
    assert run("account", "list").stdout == f"{ADA}: Ana Clerk, admin\n"
    for file in workspace_folder.iterdir():
        assert file.stat().st_mode & 0o077 == 0
    assert workspace_folder.stat().st_mode & 0o077 == 0


def test_an_invitation_says_where_people_reach_the_application(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("P20W_BASE_URL", "https://catalog.example/")
    said = json.loads(run("account", "invite", "--role", "clerk", ADA, "--format", "json").stdout)
    assert said["link"].startswith("https://catalog.example/account/invitation/")
    assert said["email"] == ADA


@pytest.mark.parametrize(
    "words, field",
    [
        (["--role", "member", ADA], "body"),
        (["--role", "member", "--role", "clerk", "--body", "c2c-gb", "--seat", "seat.01", ADA], "roles"),
        (["--role", "partner", "--partner", "none", ADA], "partner"),
        (["--role", "clerk", "nobody"], "email"),
    ],
)
def test_what_does_not_go_together_is_said_and_nobody_is_invited(words: list[str], field: str) -> None:
    said = run("account", "invite", *words)
    assert said.exit_code == 1
    assert said.stderr.startswith(f"{field}: ")
    assert said.stdout == ""
    assert run("account", "list").stdout == ""


def test_an_account_is_closed_and_opened_again_and_the_last_administrator_stays() -> None:
    make(ADA, "--role", "admin")
    make("ben@example.org", "--role", "member", "--body", "c2c-gb", "--seat", "seat.04")
    assert run("account", "close", "ben@example.org").stdout == "ben@example.org: closed\n"
    assert "ben@example.org: Ana Clerk, member (c2c-gb seat.04) (closed)" in run("account", "list").stdout
    assert run("account", "close", "--reopen", "ben@example.org").exit_code == 0
    refused = run("account", "close", ADA)
    assert refused.exit_code == 1
    assert "last administrator" in refused.stderr
    listed = json.loads(run("account", "list", "--format", "json").stdout)
    assert [(one["email"], one["closed"]) for one in listed] == [(ADA, False), ("ben@example.org", False)]


def test_the_trail_is_verified_against_a_digest_noted_before() -> None:
    make(ADA, "--role", "admin")
    state = json.loads(run("account", "trail", "--format", "json").stdout)
    assert (state["sound"], state["entries"]) == (True, 2)
    assert run("account", "trail", "--known", state["head"]).exit_code == 0
    assert run("account", "trail", "--known", "sha256:0").exit_code == 1


def test_a_database_that_is_away_is_said_with_its_cause_and_without_a_secret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("P20W_DATABASE_URL", "postgresql://u:geheim@127.0.0.1:1/x")
    monkeypatch.setattr("sys.argv", ["p20w", "account", "list"])
    assert main() == 2
    said = capsys.readouterr().err
    assert "cause: connection failed" in said
    assert "geheim" not in said


@pytest.mark.parametrize(
    "name, value",
    [
        ("P20W_DATABASE_URL", "nonsense"),
        ("P20W_BASE_URL", "catalog.example"),
        ("P20W_SECRET_KEY_FILE", "/dev/null"),
    ],
)
def test_a_setting_that_cannot_be_used_is_bad_input(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.argv", ["p20w", "account", "list"])
    assert main() == 2
    assert "Traceback" not in capsys.readouterr().err


def test_news_are_told_to_subscribers(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = open_snapshot(root)
    with mail_server() as box:
        monkeypatch.setenv("P20W_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("P20W_SMTP_PORT", box.settings.port)
        monkeypatch.setenv("P20W_MAIL_FROM", "catalog@example.org")
        ask(office(), snapshot, ADA, topic=Topic(kind=TopicKind.BODY, id="c2c-gb"), language="en")
        token = box.links("/confirm/")[0].rpartition("/")[2]
        confirm(office(), replace(snapshot, decisions={}, derived={}), token)
        said = json.loads(run("--catalog", str(root), "notify", "--format", "json").stdout)
        assert (said["letters"], said["sent"], said["waiting"], said["lost"]) == (1, 1, 0, [])
        assert run("--catalog", str(root), "notify").stdout == "0 news, 0 letters written, 0 sent\n"
        assert len(box.to(ADA)) == 2


def test_without_a_mail_server_letters_wait_and_it_is_said(root: Path) -> None:
    ask(office(), open_snapshot(root), ADA, topic=Topic(kind=TopicKind.BODY, id="c2c-gb"), language="en")
    said = run("--catalog", str(root), "notify")
    assert said.exit_code == 0
    assert "1 wait: P20W_SMTP_HOST names no mail server" in said.stderr


def test_every_door_is_listed_with_whom_it_is_open_to(root: Path) -> None:
    listed = run("--catalog", str(root), "serve", "--doors").stdout.splitlines()
    assert any(line.split() == ["GET", "/admin", "admin"] for line in listed)
    assert not [line for line in listed if line.endswith("nobody")]
    assert accounts(office()) == ()
