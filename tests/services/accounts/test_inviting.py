"""Somebody is invited, and accepts once."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from catalog.errors import NotFound
from catalog.records.account import Account, Role
from catalog.records.ids import BodyId, PartnerId
from catalog.records.signing_in import Seated
from catalog.services.accounts.accepting import accept
from catalog.services.accounts.changing import account_of, close
from catalog.services.accounts.inviting import invite, opened, reset_password, revoke, standing_links
from catalog.services.accounts.seating import seated_of
from catalog.services.accounts.sessions import signed_in
from catalog.services.forms import Faults
from catalog.services.office import hashed
from tests.offices import CLERK, PASSWORD, Bureau, says, typed

MEMBER = Seated(roles=frozenset({Role.MEMBER}), body=BodyId("c2c-gb"), seat="seat.04")
STEWARD = Seated(roles=frozenset({Role.PARTNER}), partner=PartnerId("cde"))


def test_an_invited_person_gets_an_account_with_the_roles_of_the_invitation(bureau: Bureau) -> None:
    made = bureau.account(" Steward@CDE.ca.gov ", STEWARD)
    assert (made.email, made.name, made.partner) == ("steward@cde.ca.gov", "Ana Clerk", "cde")
    assert made.roles == {Role.PUBLIC, Role.PARTNER}
    assert account_of(bureau.office, made.id) == made
    assert bureau.did() == ["account.invited", "account.made"]


def test_an_invitation_is_used_once(bureau: Bureau) -> None:
    link = bureau.link("a@b.org")
    accept(bureau.office, link.token, typed=typed())
    with pytest.raises(NotFound):
        accept(bureau.office, link.token, typed=typed())


def test_of_many_who_use_one_invitation_at_the_same_moment_one_gets_the_account(bureau: Bureau) -> None:
    link, start = bureau.link("a@b.org"), threading.Barrier(6)
    got: list[object] = []

    def use() -> None:
        start.wait()
        try:
            got.append(accept(bureau.office, link.token, typed=typed()))
        except NotFound:
            got.append(None)

    threads = [threading.Thread(target=use) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 6
    assert len([one for one in got if isinstance(one, Account)]) == 1


def test_an_invitation_expires(bureau: Bureau) -> None:
    link = bureau.link("a@b.org")
    bureau.clock.move(days=7)
    with pytest.raises(NotFound):
        opened(bureau.office, link.token)
    assert standing_links(bureau.office) == ()


def test_an_invitation_can_be_revoked_and_a_new_one_ends_the_old(bureau: Bureau) -> None:
    first, second = bureau.link("a@b.org"), bureau.link("a@b.org")
    assert [one.id for one in standing_links(bureau.office)] == [second.invitation.id]
    revoke(bureau.office, second.invitation.id, by="terminal")
    for link in (first, second):
        with pytest.raises(NotFound):
            opened(bureau.office, link.token)
    with pytest.raises(NotFound):
        revoke(bureau.office, second.invitation.id, by="terminal")


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 5000, "\udcff", "é\x00"])
def test_a_token_that_never_was_is_told_the_same(token: str, bureau: Bureau) -> None:
    with pytest.raises(NotFound, match="used, has expired"):
        opened(bureau.office, token)


def test_the_token_itself_is_not_kept(bureau: Bureau) -> None:
    link = bureau.link("a@b.org")
    with bureau.office.workspace.reading() as work:
        assert work.invitations.by_token(link.token) is None
        assert work.invitations.by_token(hashed(link.token)) == link.invitation
    assert link.address.endswith(f"/account/invitation/{link.token}")


@pytest.mark.slow
@pytest.mark.parametrize(
    "given, field",
    [
        (typed(name=" "), "name"),
        (typed(name="A\nB"), "name"),
        (typed(name="x" * 101), "name"),
        (typed("short"), "password"),
        (typed("x" * 129), "password"),
        (typed("abababababab"), "password"),
        (typed("a@b.org and more"), "password"),
        (typed(again="another password"), "again"),
    ],
)
def test_what_is_typed_wrong_is_said_at_its_field_and_the_link_stands(
    given: object, field: str, bureau: Bureau
) -> None:
    link = bureau.link("a@b.org")
    found = accept(bureau.office, link.token, typed=given)  # type: ignore[arg-type]  # parametrised
    assert list(says(found)) == [field]
    assert isinstance(accept(bureau.office, link.token, typed=typed()), Account)


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "a b@c.org", "a@b.org\n", "a@" + "b" * 260 + ".org"])
def test_what_is_no_address_is_not_invited(email: str, bureau: Bureau) -> None:
    if email.strip() == "a@b.org":
        assert isinstance(bureau.link(email).token, str)  # spaces around it are taken away
        return
    found = invite(bureau.office, email, seated=CLERK, snapshot=bureau.snapshot, by="terminal")
    assert list(says(found)) == ["email"]


@pytest.mark.parametrize(
    "seated, field",
    [
        (replace(MEMBER, roles=frozenset({Role.MEMBER, Role.CLERK})), "roles"),
        (replace(MEMBER, body=None), "body"),
        (replace(MEMBER, body=BodyId("nobody")), "body"),
        (replace(MEMBER, seat="seat.99"), "seat"),
        (replace(MEMBER, seat=None), "seat"),
        (replace(STEWARD, partner=None), "partner"),
        (replace(STEWARD, partner=PartnerId("nobody")), "partner"),
        (replace(CLERK, partner=PartnerId("cde")), "partner"),
        (replace(CLERK, seat="seat.01"), "body"),
    ],
)
def test_roles_that_do_not_go_together_are_refused_at_their_field(
    seated: Seated, field: str, bureau: Bureau
) -> None:
    found = invite(bureau.office, "a@b.org", seated=seated, snapshot=bureau.snapshot, by="terminal")
    assert list(says(found)) == [field]


@pytest.mark.parametrize("roles", [[], ["public"], ["king"], ["clerk", "king"]])
def test_what_is_no_role_is_none(roles: list[str]) -> None:
    assert list(says(seated_of(roles))) == ["roles"]


def test_an_address_with_an_account_is_not_invited_again(bureau: Bureau) -> None:
    bureau.account("a@b.org")
    found = invite(bureau.office, "A@B.org", seated=CLERK, snapshot=bureau.snapshot, by="terminal")
    assert list(says(found)) == ["email"]


def test_a_link_gives_a_new_password_and_ends_every_session(bureau: Bureau) -> None:
    account = bureau.account("a@b.org", MEMBER)
    session = bureau.sign_in("a@b.org")
    assert not isinstance(session, Faults)
    link = reset_password(bureau.office, account.id, by="terminal")
    done = accept(bureau.office, link.token, typed=typed("another horse battery", name=""))
    assert done == account
    assert signed_in(bureau.office, session.token) is None
    assert isinstance(bureau.sign_in("a@b.org"), Faults)
    assert not isinstance(bureau.sign_in("a@b.org", "another horse battery"), Faults)


def test_a_link_for_a_password_is_of_no_use_once_the_account_is_closed(bureau: Bureau) -> None:
    account = bureau.account("a@b.org")
    link = reset_password(bureau.office, account.id, by="terminal")
    close(bureau.office, account, by="terminal")
    with pytest.raises(NotFound):
        accept(bureau.office, link.token, typed=typed())
    with pytest.raises(NotFound):
        reset_password(bureau.office, account.id, by="terminal")


def test_a_password_is_the_same_however_its_letters_are_composed(bureau: Bureau) -> None:
    link = bureau.link("a@b.org", MEMBER)
    accept(bureau.office, link.token, typed=typed("contrase\u00f1a larga"))
    assert not isinstance(bureau.sign_in("a@b.org", "contrasen\u0303a larga"), Faults)
    assert PASSWORD not in repr(typed())
