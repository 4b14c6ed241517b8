"""An office for tests: a real workspace, a clock that stands until it is moved, and people in a few lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pyotp

from catalog.records.account import Account, Role
from catalog.records.signing_in import Seated
from catalog.records.snapshot import Snapshot
from catalog.services.accounts.accepting import Accepted, accept
from catalog.services.accounts.inviting import OneTimeLink, invite
from catalog.services.accounts.second_factor import Enrolled, confirm, enrol
from catalog.services.accounts.sessions import NewSession, SignedIn
from catalog.services.accounts.signing_in import sign_in
from catalog.services.forms import Faults
from catalog.services.office import Office
from catalog.workspace.workspace import Workspace

PASSWORD = "correct horse battery"  # noqa: S105
KEY = bytes(range(32))
ADMIN = Seated(roles=frozenset({Role.ADMIN}))
CLERK = Seated(roles=frozenset({Role.CLERK}))


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    at: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 18, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        """Say what time it is."""
        return self.at

    def move(self, **by: float) -> None:
        """Let time pass."""
        self.at += timedelta(**by)


@dataclass
class Bureau:
    """An office with its clock, and the catalog beside it."""

    office: Office
    clock: Clock
    catalog: Snapshot | None

    @property
    def snapshot(self) -> Snapshot:
        """The catalog beside it."""
        assert self.catalog is not None
        return self.catalog

    def link(self, email: str, seated: Seated = CLERK) -> OneTimeLink:
        """Invite somebody."""
        made = invite(self.office, email, seated=seated, snapshot=self.snapshot, by="terminal")
        assert isinstance(made, OneTimeLink), made
        return made

    def account(self, email: str, seated: Seated = CLERK) -> Account:
        """Make an account."""
        made = accept(self.office, self.link(email, seated).token, typed=typed())
        assert isinstance(made, Account), made
        return made

    def sign_in(self, email: str, password: str = PASSWORD) -> NewSession | Faults:
        """Sign in with a password."""
        return sign_in(self.office, email, password=password, browser="Firefox")

    def halfway(self, email: str) -> SignedIn:
        """Sign in as far as the second factor."""
        begun = self.sign_in(email)
        assert isinstance(begun, NewSession), begun
        return begun.signed_in

    def enrolled(self, email: str) -> tuple[pyotp.TOTP, Enrolled]:
        """Set a second factor; return the app that shows its codes."""
        who = self.halfway(email)
        begun = enrol(self.office, who.account)
        app = pyotp.TOTP(begun.secret)
        done = confirm(self.office, who, begun.sealed, code=app.at(self.clock.at))
        assert isinstance(done, Enrolled), done
        return app, done

    def did(self) -> list[str]:
        """List what the trail says was done, the first first."""
        from catalog.workspace.audit_trail import Asked  # noqa: PLC0415

        with self.office.workspace.reading() as work:
            return [entry.act.did for entry in reversed(work.audit.entries(Asked(most=1000)))]


def bureau_of(workspace: Workspace, snapshot: Snapshot | None, *, office: Office | None = None) -> Bureau:
    """Return an office in a workspace, with a clock that can be moved."""
    if office is not None:
        assert isinstance(office.clock, Clock)
        return Bureau(office, office.clock, snapshot)
    clock = Clock()
    return Bureau(Office(workspace=workspace, key=KEY, clock=clock), clock, snapshot)


def typed(words: str = PASSWORD, *, name: str = "Ana Clerk", again: str | None = None) -> Accepted:
    """Return what somebody types who accepts an invitation."""
    return Accepted(name=name, password=words, again=words if again is None else again)


def says(found: object) -> dict[str, str]:
    """Return what is wrong with a form, in words; what concerns all of it stands under an empty name."""
    assert isinstance(found, Faults), found
    told = {field: one.words.format(**one.parts) for field, one in found.at.items()}
    return told | ({} if found.whole is None else {"": found.whole.words.format(**found.whole.parts)})
