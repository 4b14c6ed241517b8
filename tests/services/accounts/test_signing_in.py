"""Signing in: passwords, second factors, sessions, and what guessing leads to."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from statistics import median

import pyotp
import pytest

from catalog.errors import BadInput, NotFound
from catalog.records.account import Role
from catalog.records.ids import BodyId
from catalog.records.signing_in import Seated
from catalog.services.accounts.attempts import FREE, LONGEST_WAIT
from catalog.services.accounts.inviting import opened
from catalog.services.accounts.second_factor import (
    complete,
    confirm,
    enrol,
    enrolment,
    picture,
    recovery_codes_left,
    remove,
)
from catalog.services.accounts.sessions import (
    HALFWAY,
    IDLE,
    LONGEST,
    NewSession,
    end_others,
    end_session,
    sessions_of,
    sign_out,
    signed_in,
)
from catalog.services.accounts.signing_in import Vouched, sign_in_vouched
from catalog.services.forms import Faults
from tests.offices import ADMIN, Bureau, says

MEMBER = Seated(roles=frozenset({Role.MEMBER}), body=BodyId("c2c-gb"), seat="seat.04")
WRONG = {"": "The e-mail address or the password is not right."}


def vouched(email: str = "a@b.org", *, verified: bool = True, second_factor: bool = False) -> Vouched:
    """Return what a provider says of somebody."""
    return Vouched(email=email, email_verified=verified, name="Ana", second_factor=second_factor)


def test_a_member_signs_in_with_a_password_alone(bureau: Bureau) -> None:
    account = bureau.account("a@b.org", MEMBER)
    begun = bureau.sign_in("A@b.org ")
    assert isinstance(begun, NewSession)
    found = signed_in(bureau.office, begun.token)
    assert found is not None
    assert (found.account, found.session.complete, found.session.browser) == (account, True, "Firefox")
    assert bureau.did()[-1] == "account.signed-in"


@pytest.mark.slow
@pytest.mark.parametrize("email", ["nobody@b.org", "", "a@b", "\x00@b.org", "a@b.org\udcff"])
def test_an_unknown_address_is_told_the_same_as_a_wrong_password(email: str, bureau: Bureau) -> None:
    bureau.account("a@b.org", MEMBER)
    assert says(bureau.sign_in(email)) == WRONG
    assert says(bureau.sign_in("a@b.org", "wrong password")) == WRONG


def test_an_unknown_address_is_answered_after_as_long_as_a_known_one(bureau: Bureau) -> None:
    bureau.account("a@b.org", MEMBER)

    def seconds(email: str) -> float:
        began = time.perf_counter()
        bureau.sign_in(email, "wrong password")
        return time.perf_counter() - began

    known = median(seconds("a@b.org") for _ in range(FREE))
    unknown = median(seconds(f"nobody{number}@b.org") for number in range(FREE))
    assert 1 / 3 < known / unknown < 3


def test_after_a_few_attempts_in_vain_the_door_is_shut_for_longer_each_time(bureau: Bureau) -> None:
    bureau.account("a@b.org", MEMBER)
    for _ in range(FREE):
        assert says(bureau.sign_in("a@b.org", "wrong password")) == WRONG
    assert "15 seconds" in says(bureau.sign_in("a@b.org"))[""]
    bureau.clock.move(seconds=15)
    assert says(bureau.sign_in("a@b.org", "wrong password")) == WRONG
    assert "30 seconds" in says(bureau.sign_in("a@b.org"))[""]
    bureau.clock.move(seconds=30)
    assert isinstance(bureau.sign_in("a@b.org"), NewSession)
    assert says(bureau.sign_in("a@b.org", "wrong password")) == WRONG


@pytest.mark.slow
def test_the_longest_wait_is_bounded_and_unknown_addresses_wait_too(bureau: Bureau) -> None:
    for _ in range(40):
        bureau.sign_in("nobody@b.org")
        bureau.clock.move(seconds=LONGEST_WAIT.total_seconds())
    assert says(bureau.sign_in("nobody@b.org")) == WRONG
    assert f"{LONGEST_WAIT.seconds} seconds" in says(bureau.sign_in("nobody@b.org"))[""]


def test_many_guesses_at_the_same_moment_all_count(bureau: Bureau) -> None:
    bureau.account("a@b.org", MEMBER)
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(says(bureau.sign_in("a@b.org", "wrong password"))[""]))
        for _ in range(FREE * 3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count(WRONG[""]) == FREE


def test_staff_is_asked_for_a_second_factor_before_anything_opens(bureau: Bureau) -> None:
    bureau.account("a@b.org")
    assert not bureau.halfway("a@b.org").session.complete
    assert "account.signed-in" not in bureau.did()


def test_a_second_factor_is_set_and_asked_for_from_then_on(bureau: Bureau) -> None:
    bureau.account("a@b.org")
    app, done = bureau.enrolled("a@b.org")
    assert done.session.signed_in.session.complete
    assert done.session.signed_in.account.second_factor
    bureau.clock.move(seconds=30)
    who = bureau.halfway("a@b.org")
    assert not who.session.complete
    whole = complete(bureau.office, who, code=app.at(bureau.clock.at))
    assert isinstance(whole, NewSession)
    assert whole.signed_in.session.complete
    assert whole.signed_in.session.id != who.session.id


def test_a_member_who_set_a_second_factor_is_asked_for_it(bureau: Bureau) -> None:
    bureau.account("a@b.org", MEMBER)
    bureau.enrolled("a@b.org")
    assert not bureau.halfway("a@b.org").session.complete


def test_a_code_is_good_once(bureau: Bureau) -> None:
    bureau.account("a@b.org")
    app, _ = bureau.enrolled("a@b.org")
    used = app.at(bureau.clock.at)
    assert list(says(complete(bureau.office, bureau.halfway("a@b.org"), code=used))) == ["code"]
    bureau.clock.move(seconds=30)
    code = app.at(bureau.clock.at)
    assert isinstance(
        complete(bureau.office, bureau.halfway("a@b.org"), code=f"{code[:3]} {code[3:]}"), NewSession
    )
    assert list(says(complete(bureau.office, bureau.halfway("a@b.org"), code=code))) == ["code"]


@pytest.mark.slow
@pytest.mark.parametrize("late, good", [(-60, False), (-30, True), (30, True), (60, False)])
def test_clocks_may_differ_by_half_a_minute(late: int, good: bool, bureau: Bureau) -> None:
    bureau.account("a@b.org")
    app, _ = bureau.enrolled("a@b.org")
    bureau.clock.move(minutes=10)
    code = app.at(bureau.clock.at + timedelta(seconds=late))
    found = complete(bureau.office, bureau.halfway("a@b.org"), code=code)
    assert isinstance(found, NewSession) == good


def test_one_code_used_at_the_same_moment_opens_one_session(bureau: Bureau) -> None:
    bureau.account("a@b.org")
    app, _ = bureau.enrolled("a@b.org")
    bureau.clock.move(minutes=1)
    code, who, found = app.at(bureau.clock.at), bureau.halfway("a@b.org"), []
    threads = [
        threading.Thread(target=lambda: found.append(complete(bureau.office, who, code=code)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([one for one in found if isinstance(one, NewSession)]) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "code",
    ["", "000000", "12345", "\uff11\uff12\uff13\uff14\uff15\uff16", "0000-0000-0000", "\x00", "x" * 9999],
)
def test_what_is_no_code_is_refused(code: str, bureau: Bureau) -> None:
    bureau.account("a@b.org")
    bureau.enrolled("a@b.org")
    assert list(says(complete(bureau.office, bureau.halfway("a@b.org"), code=code))) == ["code"]


def test_guessing_codes_shuts_the_door(bureau: Bureau) -> None:
    bureau.account("a@b.org")
    bureau.enrolled("a@b.org")
    who = bureau.halfway("a@b.org")
    for _ in range(FREE):
        assert "not right" in says(complete(bureau.office, who, code="000000"))["code"]
    assert "Too many" in says(complete(bureau.office, who, code="000000"))["code"]


def test_each_recovery_code_is_good_once_however_it_is_typed(bureau: Bureau) -> None:
    account = bureau.account("a@b.org")
    _, done = bureau.enrolled("a@b.org")
    code = done.recovery_codes[0]
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert isinstance(complete(bureau.office, bureau.halfway("a@b.org"), code=typed), NewSession)
    assert isinstance(complete(bureau.office, bureau.halfway("a@b.org"), code=code), Faults)
    assert recovery_codes_left(bureau.office, account) == 9
    assert len(set(done.recovery_codes)) == 10


def test_somebody_without_a_second_factor_does_not_complete_by_any_code(bureau: Bureau) -> None:
    bureau.account("a@b.org")
    who = bureau.halfway("a@b.org")
    begun = enrol(bureau.office, who.account)
    code = pyotp.TOTP(begun.secret).at(bureau.clock.at)
    assert isinstance(complete(bureau.office, who, code=code), Faults)


def test_an_enrolment_is_of_one_account_and_ends(bureau: Bureau) -> None:
    bureau.account("a@b.org")
    other = bureau.account("b@b.org")
    who = bureau.halfway("a@b.org")
    begun = enrol(bureau.office, who.account)
    assert enrolment(bureau.office, who.account, begun.sealed) == begun
    assert begun.secret not in begun.sealed
    for account, sealed in ((other, begun.sealed), (who.account, "nonsense"), (who.account, "é\udcff")):
        with pytest.raises(BadInput):
            enrolment(bureau.office, account, sealed)
    assert isinstance(confirm(bureau.office, who, begun.sealed, code="000000"), Faults)
    bureau.clock.move(minutes=16)
    with pytest.raises(BadInput):
        enrolment(bureau.office, who.account, begun.sealed)


def test_the_secret_is_sealed_in_the_database_and_shown_as_a_picture(bureau: Bureau) -> None:
    account = bureau.account("a@b.org")
    app, _ = bureau.enrolled("a@b.org")
    with bureau.office.workspace.reading() as work:
        kept = work.accounts.credentials(account.id).second_factor
    assert kept is not None
    assert app.secret not in kept
    drawn = picture(enrol(bureau.office, account))
    assert drawn.startswith(b"<?xml")
    assert b"<svg" in drawn
    assert b"style" not in drawn


def test_a_second_factor_that_was_lost_is_taken_away_and_set_anew(bureau: Bureau) -> None:
    account = bureau.account("a@b.org")
    _, done = bureau.enrolled("a@b.org")
    remove(bureau.office, account, by="terminal")
    assert signed_in(bureau.office, done.session.token) is None
    assert not bureau.halfway("a@b.org").account.second_factor
    bureau.enrolled("a@b.org")


def test_a_session_ends_when_nothing_is_asked_for_a_while(bureau: Bureau) -> None:
    bureau.account("a@b.org", MEMBER)
    begun = bureau.sign_in("a@b.org")
    assert isinstance(begun, NewSession)
    for _ in range(3):
        bureau.clock.move(seconds=IDLE.total_seconds() - 1)
        assert signed_in(bureau.office, begun.token) is not None
    bureau.clock.move(seconds=IDLE.total_seconds())
    assert signed_in(bureau.office, begun.token) is None
    assert sessions_of(bureau.office, begun.signed_in.account.id) == ()


def test_a_session_ends_at_last_however_busy_it_is(bureau: Bureau) -> None:
    bureau.account("a@b.org", MEMBER)
    begun = bureau.sign_in("a@b.org")
    assert isinstance(begun, NewSession)
    minutes = int(LONGEST.total_seconds() // 60)
    alive = []
    for _ in range(0, minutes + 30, 30):
        alive.append(signed_in(bureau.office, begun.token) is not None)
        bureau.clock.move(minutes=30)
    assert alive == [True] * (minutes // 30) + [False]


def test_the_second_factor_is_not_waited_for_for_long(bureau: Bureau) -> None:
    bureau.account("a@b.org")
    begun = bureau.sign_in("a@b.org")
    assert isinstance(begun, NewSession)
    bureau.clock.move(seconds=HALFWAY.total_seconds())
    assert signed_in(bureau.office, begun.token) is None


def test_sessions_are_listed_and_ended(bureau: Bureau) -> None:
    account = bureau.account("a@b.org", MEMBER)
    other = bureau.account("b@b.org", Seated(roles=MEMBER.roles, body=MEMBER.body, seat="seat.05"))
    begun = [one for _ in range(4) if isinstance(one := bureau.sign_in("a@b.org"), NewSession)]
    who = begun[0].signed_in
    assert len(sessions_of(bureau.office, account.id)) == 4
    with pytest.raises(NotFound):
        end_session(bureau.office, other, who.session.id)
    end_session(bureau.office, account, begun[1].signed_in.session.id)
    assert signed_in(bureau.office, begun[1].token) is None
    assert end_others(bureau.office, who) == 2
    assert signed_in(bureau.office, begun[0].token) is not None
    sign_out(bureau.office, who)
    sign_out(bureau.office, who)
    assert signed_in(bureau.office, begun[0].token) is None
    assert bureau.did().count("account.signed-out") == 1


def test_a_provider_lets_in_an_account_whose_address_it_verified(bureau: Bureau) -> None:
    bureau.account("a@b.org", MEMBER)
    found = sign_in_vouched(bureau.office, vouched("A@b.org"), browser="")
    assert isinstance(found, NewSession)
    assert found.signed_in.session.complete
    assert isinstance(sign_in_vouched(bureau.office, vouched(verified=False), browser=""), Faults)
    assert isinstance(sign_in_vouched(bureau.office, vouched("x@b.org"), browser=""), Faults)


def test_a_provider_that_asked_for_a_second_factor_is_believed(bureau: Bureau) -> None:
    bureau.account("a@b.org")
    without = sign_in_vouched(bureau.office, vouched(), browser="")
    with_one = sign_in_vouched(bureau.office, vouched(second_factor=True), browser="")
    assert isinstance(without, NewSession)
    assert isinstance(with_one, NewSession)
    assert (without.signed_in.session.complete, with_one.signed_in.session.complete) == (False, True)


def test_a_provider_makes_the_account_of_somebody_who_was_invited_once(bureau: Bureau) -> None:
    link = bureau.link("a@b.org", ADMIN)
    found = sign_in_vouched(bureau.office, vouched(second_factor=True), browser="")
    assert isinstance(found, NewSession)
    assert found.signed_in.account.roles == {Role.PUBLIC, Role.ADMIN}
    with pytest.raises(NotFound):
        opened(bureau.office, link.token)
    assert isinstance(bureau.sign_in("a@b.org", ""), Faults)
