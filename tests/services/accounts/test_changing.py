"""Accounts are changed, closed and opened again, and the trail of it is read."""

from __future__ import annotations

import threading

import pytest

from catalog.errors import Conflict, NotFound
from catalog.records.account import AccountId, Role
from catalog.records.ids import BodyId
from catalog.records.signing_in import Seated
from catalog.services.accounts.changing import (
    PasswordChange,
    account_of,
    accounts,
    change_password,
    change_roles,
    close,
    reopen,
)
from catalog.services.accounts.sessions import NewSession, signed_in
from catalog.services.accounts.trail import TrailFilter, TrailPage, trail, trail_table, verify_trail
from catalog.services.forms import Faults
from tests.offices import ADMIN, CLERK, PASSWORD, Bureau, says

MEMBER = Seated(roles=frozenset({Role.MEMBER}), body=BodyId("c2c-gb"), seat="seat.04")
NEW = "another horse battery"


def test_a_password_is_changed_by_the_one_there_is_and_other_sessions_end(bureau: Bureau) -> None:
    bureau.account("a@b.org", MEMBER)
    other, own = bureau.sign_in("a@b.org"), bureau.sign_in("a@b.org")
    assert isinstance(other, NewSession)
    assert isinstance(own, NewSession)

    def change(current: str, password: str, again: str = NEW) -> Faults | None:
        typed = PasswordChange(current=current, password=password, again=again)
        return change_password(bureau.office, own.signed_in, typed=typed)

    assert list(says(change("wrong", NEW))) == ["current"]
    assert list(says(change(PASSWORD, "short"))) == ["password"]
    assert list(says(change(PASSWORD, NEW, "another"))) == ["again"]
    assert change(PASSWORD, NEW) is None
    assert signed_in(bureau.office, own.token) is not None
    assert signed_in(bureau.office, other.token) is None
    assert isinstance(bureau.sign_in("a@b.org", NEW), NewSession)


def test_the_last_administrator_is_neither_closed_nor_changed(bureau: Bureau) -> None:
    last = bureau.account("a@b.org", ADMIN)
    refusal = {"": "This is the last administrator; make another one first."}
    assert says(close(bureau.office, last, by=last)) == refusal
    assert says(change_roles(bureau.office, last, seated=CLERK, snapshot=bureau.snapshot, by=last)) == refusal
    bureau.account("b@b.org", ADMIN)
    assert close(bureau.office, last, by=last) is None


def test_of_two_administrators_who_close_each_other_one_stays(bureau: Bureau) -> None:
    both = [bureau.account(f"{name}@b.org", ADMIN) for name in "ab"]
    start, found = threading.Barrier(2), []

    def close_it(which: int) -> None:
        start.wait()
        found.append(close(bureau.office, both[which], by=both[1 - which]))

    threads = [threading.Thread(target=close_it, args=(which,)) for which in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one is None for one in found) == [False, True]
    assert [one.closed for one in accounts(bureau.office)].count(False) == 1


def test_a_closed_account_cannot_be_signed_in_with_until_it_is_open_again(bureau: Bureau) -> None:
    account = bureau.account("a@b.org", MEMBER)
    begun = bureau.sign_in("a@b.org")
    assert isinstance(begun, NewSession)
    close(bureau.office, account, by="terminal")
    assert signed_in(bureau.office, begun.token) is None
    assert isinstance(bureau.sign_in("a@b.org"), Faults)
    reopen(bureau.office, account_of(bureau.office, account.id), by="terminal")
    assert isinstance(bureau.sign_in("a@b.org"), NewSession)
    assert signed_in(bureau.office, begun.token) is None


def test_changed_roles_end_the_sessions_that_had_the_old_ones(bureau: Bureau) -> None:
    account = bureau.account("a@b.org", MEMBER)
    begun = bureau.sign_in("a@b.org")
    assert isinstance(begun, NewSession)
    assert change_roles(bureau.office, account, seated=CLERK, snapshot=bureau.snapshot, by="x") is None
    assert signed_in(bureau.office, begun.token) is None
    changed = account_of(bureau.office, account.id)
    assert changed.roles == {Role.PUBLIC, Role.CLERK}
    assert (changed.body, changed.seat) == (None, None)


def test_of_two_changes_made_on_one_reading_the_second_is_a_conflict(bureau: Bureau) -> None:
    account = bureau.account("a@b.org", MEMBER)
    change_roles(bureau.office, account, seated=CLERK, snapshot=bureau.snapshot, by="x")
    with pytest.raises(Conflict):
        change_roles(bureau.office, account, seated=ADMIN, snapshot=bureau.snapshot, by="y")
    assert account_of(bureau.office, account.id).roles == {Role.PUBLIC, Role.CLERK}


def test_roles_that_do_not_go_together_change_nothing(bureau: Bureau) -> None:
    account = bureau.account("a@b.org", MEMBER)
    both = Seated(roles=frozenset({Role.MEMBER, Role.CLERK}), body=MEMBER.body, seat=MEMBER.seat)
    assert list(
        says(change_roles(bureau.office, account, seated=both, snapshot=bureau.snapshot, by="x"))
    ) == ["roles"]
    assert account_of(bureau.office, account.id) == account


def test_there_is_no_account_of_another_name(bureau: Bureau) -> None:
    with pytest.raises(NotFound):
        account_of(bureau.office, AccountId("acct-0"))


def test_the_trail_is_read_by_page_and_by_filter_and_is_sound(bureau: Bureau) -> None:
    account = bureau.account("a@b.org", MEMBER)
    for _ in range(10):
        begun = bureau.sign_in("a@b.org")
        assert isinstance(begun, NewSession)
        bureau.clock.move(hours=12)
    page = trail(bureau.office, TrailFilter())
    assert isinstance(page, TrailPage)
    assert (len(page.entries), page.older) == (12, None)
    assert page.names[account.id] == "a@b.org"
    found = trail(bureau.office, TrailFilter(did="account.signed", since="2026-03-03", until="2026-03-03"))
    assert isinstance(found, TrailPage)
    assert len(found.entries) == 2
    table = trail_table(bureau.office, TrailFilter(who="terminal"))
    assert isinstance(table, bytes)
    assert table.decode("utf-8-sig").splitlines()[0].startswith("number,at,who,did,about,detail")
    assert len(table.splitlines()) == 2
    state = verify_trail(bureau.office)
    assert (state.sound, state.entries) == (True, 12)


@pytest.mark.parametrize(
    "typed, field",
    [
        (TrailFilter(since="yesterday"), "since"),
        (TrailFilter(until="9999-12-31"), "until"),
        (TrailFilter(who="\x00"), "who"),
        (TrailFilter(about="x" * 300), "about"),
    ],
)
def test_a_filter_that_is_typed_wrong_is_said_at_its_field(
    typed: TrailFilter, field: str, bureau: Bureau
) -> None:
    assert list(says(trail(bureau.office, typed))) == [field]
    assert list(says(trail_table(bureau.office, typed))) == [field]


@pytest.mark.parametrize("before", ["1", "99999999999999999999", "x", "-1", ""])
def test_whatever_stands_for_the_page_is_answered(before: str, bureau: Bureau) -> None:
    bureau.link("a@b.org")
    page = trail(bureau.office, TrailFilter(before=before))
    assert isinstance(page, TrailPage)
    assert len(page.entries) == (0 if before == "1" else 1)


def test_a_cell_that_a_spreadsheet_would_compute_is_defused(bureau: Bureau) -> None:
    with bureau.office.workspace.writing() as work:
        from catalog.services.accounts.recording import record  # noqa: PLC0415

        record(bureau.office, work, "x", by="=1+1", about="@a")
    table = trail_table(bureau.office, TrailFilter())
    assert isinstance(table, bytes)
    assert b",'=1+1,x,'@a," in table
