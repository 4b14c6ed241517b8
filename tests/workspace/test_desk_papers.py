"""Annotations and drafts: of two who change one revision, the second is told, and nothing is lost."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from catalog.errors import Conflict
from catalog.records.account import Account, AccountId, Role
from catalog.records.desk_papers import Annotation, AnnotationId, Draft, DraftId
from catalog.records.ids import ProposalId
from catalog.workspace.workspace import Workspace

BEGAN = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)
LATER = BEGAN + timedelta(hours=1)
ADA = Account(
    id=AccountId("acct-ada"),
    email="ada@example.org",
    name="Ada",
    roles=frozenset({Role.PUBLIC, Role.CLERK}),
    partner=None,
    body=None,
    seat=None,
    second_factor=False,
    closed=False,
)
NOTE = Annotation(
    id=AnnotationId("note-1"),
    proposal=ProposalId("prop-1"),
    path="clauses/2/conditions",
    text="Why twenty?",
    account=ADA.id,
    made_at=BEGAN,
    changed_at=BEGAN,
    settled_at=None,
    revision=1,
)
DRAFT = Draft(
    id=DraftId("draft-1"),
    kind="amendment",
    title="Core",
    text="kind: group\n",
    account=ADA.id,
    made_at=BEGAN,
    changed_at=BEGAN,
    revision=1,
)


@pytest.fixture
def desk(workspace: Workspace) -> Workspace:
    """Return a workspace with an account, an annotation and a draft."""
    with workspace.writing() as work:
        work.accounts.add(ADA, password=None, at=BEGAN)
        work.annotations.add(NOTE)
        work.drafts.add(DRAFT)
    return workspace


def test_what_is_kept_comes_back_as_it_was(desk: Workspace) -> None:
    with desk.reading() as work:
        assert work.annotations.by_id(NOTE.id) == NOTE
        assert work.annotations.on(NOTE.proposal) == (NOTE,)
        assert work.annotations.on(ProposalId("prop-2")) == ()
        assert work.drafts.by_id(DRAFT.id) == DRAFT
        assert work.drafts.of_account(ADA.id) == (DRAFT,)
        assert work.accounts.by_id(ADA.id) == ADA
        assert work.drafts.by_id(DraftId("none")) is None


def test_a_change_makes_a_new_revision(desk: Workspace) -> None:
    with desk.writing() as work:
        work.annotations.change(NOTE.id, "Why eleven?", revision=1, at=LATER)
        work.annotations.settle(NOTE.id, revision=2, at=LATER)
        work.drafts.change(DRAFT.id, title="Core 2", text="x", revision=1, at=LATER)
    with desk.reading() as work:
        changed = replace(NOTE, text="Why eleven?", changed_at=LATER, settled_at=LATER, revision=3)
        assert work.annotations.by_id(NOTE.id) == changed
        assert work.drafts.by_id(DRAFT.id) == replace(
            DRAFT, title="Core 2", text="x", changed_at=LATER, revision=2
        )


@pytest.mark.parametrize("revision", [-1, 0, 2, 2**31 - 1, 2**80])
def test_a_change_of_another_revision_is_a_conflict_and_changes_nothing(
    revision: int, desk: Workspace
) -> None:
    with pytest.raises(Conflict), desk.writing() as work:
        work.annotations.change(NOTE.id, "x", revision=revision, at=LATER)
    with pytest.raises(Conflict), desk.writing() as work:
        work.annotations.settle(NOTE.id, revision=revision, at=LATER)
    with pytest.raises(Conflict), desk.writing() as work:
        work.annotations.remove(NOTE.id, revision=revision)
    with pytest.raises(Conflict), desk.writing() as work:
        work.drafts.change(DRAFT.id, title="x", text="x", revision=revision, at=LATER)
    with pytest.raises(Conflict), desk.writing() as work:
        work.drafts.remove(DRAFT.id, revision=revision)
    with desk.reading() as work:
        assert work.annotations.by_id(NOTE.id) == NOTE
        assert work.drafts.by_id(DRAFT.id) == DRAFT


def test_what_is_removed_is_gone(desk: Workspace) -> None:
    with desk.writing() as work:
        work.annotations.remove(NOTE.id, revision=1)
        work.drafts.remove(DRAFT.id, revision=1)
    with desk.reading() as work:
        assert work.annotations.by_id(NOTE.id) is None
        assert work.drafts.of_account(ADA.id) == ()


def test_of_many_who_change_one_revision_at_once_one_is_taken(desk: Workspace) -> None:
    start, taken, refused = threading.Barrier(6), list[int](), list[int]()

    def change(number: int) -> None:
        start.wait()
        try:
            with desk.writing() as work:
                work.drafts.change(DRAFT.id, title=str(number), text="x", revision=1, at=LATER)
            taken.append(number)
        except Conflict:
            refused.append(number)

    threads = [threading.Thread(target=change, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(taken), len(refused)) == (1, 5)
    with desk.reading() as work:
        found = work.drafts.by_id(DRAFT.id)
        assert found is not None
        assert (found.title, found.revision) == (str(taken[0]), 2)


def test_nothing_is_kept_for_an_account_that_is_not_there(desk: Workspace) -> None:
    stranger = replace(DRAFT, id=DraftId("draft-2"), account=AccountId("acct-none"))
    with pytest.raises(IntegrityError), desk.writing() as work:
        work.drafts.add(stranger)
