"""The text of an amendment: a version of its own, whole, and no graver than the public could comment on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from catalog.config import settings
from catalog.errors import BadInput
from catalog.records.ids import Digest, Object, Version
from catalog.records.meetings import AgendaItem, Motion, Proposal
from catalog.records.snapshot import Snapshot, Text
from catalog.rules.changes.bumps import asked_of, least_version, satisfies
from catalog.rules.changes.grades import grade_of
from catalog.rules.families import family_of
from catalog.rules.meetings.comment_periods import comment_period
from catalog.rules.meetings.objections import Objection, object_to
from catalog.services.meetings.desk import Desk
from catalog.services.record_files import Sent, read_record_file
from catalog.store.canonical import digest
from catalog.store.layout import path_of
from catalog.store.reading import load_with
from catalog.store.steps import New


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """The amended text that a motion brings: its digest, its file, and the catalog with it."""

    digest: Digest
    named: Object
    file: New
    snapshot: Snapshot


def amended_text(
    desk: Desk, item: AgendaItem, *, file: str | Sent | None, motion: Motion
) -> tuple[Amended | None, list[Objection]]:
    """Return the amended text and its place, or what stands against it. Raises ``BadInput``."""
    proposal = None if item.proposal is None else desk.snapshot.proposals[item.proposal]
    if proposal is not None and proposal.change == "retire":
        told = f"{proposal.id} would retire {proposal.object}: {motion.id} adopts no text"
        return None, [object_to("amendment-of-retirement", (), message=told)]
    if file is None or proposal is None:
        what = "the whole amended text is wanted" if proposal else f"item {item.number} has no proposal"
        return None, [object_to("amendment-text", (), message=f"{what} to amend {motion.id}")]
    document, data = read_record_file(file)
    wanted = (proposal.object.kind, proposal.object.id)
    given: dict[str, Any] = document if isinstance(document, dict) else {}
    if (given.get("kind"), given.get("id")) != wanted:
        told = f"`{file}` is not a text of {wanted[0]} `{wanted[1]}`, which the item proposes"
        return None, [object_to("amendment-text", (), message=told)]
    path = path_of(*wanted, str(given.get("version")))
    loaded = load_with(desk.root, {path: data}, cache_folder=settings().cache)
    if loaded.snapshot is None:
        first = loaded.findings[0]
        place = f":{first.line}:{first.column}" if first.line else ""
        raise BadInput(f"`{file}`{place}: {first.message}", hint=first.hint)
    named = Object(*wanted, Version.parse(str(given["version"])))
    if any(text.digest == digest(document) for text in family_of(desk.snapshot, *wanted)):
        data = (desk.root / path).read_bytes()  # it is there already; remarks and layout do not matter
    amended = Amended(
        digest=digest(document), named=named, file=New(path=path, data=data), snapshot=loaded.snapshot
    )
    return amended, list(_amendment_objections(desk, amended, proposal=proposal, motion=motion))


def _amendment_objections(
    desk: Desk, amended: Amended, *, proposal: Proposal, motion: Motion
) -> Iterator[Objection]:
    if amended.digest in {proposal.digest, motion.adopts}:
        yield object_to("amendment-text", (), message="the amended text is the one that it would amend")
    there = family_of(desk.snapshot, amended.named.kind, amended.named.id)
    versions = family_of(amended.snapshot, amended.named.kind, amended.named.id)
    taken = {text.version: text.digest for text in there}
    if taken.get(amended.named.version, amended.digest) != amended.digest:
        told = f"{amended.named} is there already, with another text"
        yield object_to("amendment-bump", (), message=told, hint="give the amended text a version of its own")
        return
    new = next(text for text in versions if text.digest == amended.digest)
    base = next((text for text in versions if text.digest == proposal.base), None)
    if base is not None:
        yield from _bump_objections(base, new)
    yield from _period_objections(desk, proposal, base=base, new=new)
    position = versions.index(new)
    if position > 0 and versions[position - 1] is not base:
        yield from _bump_objections(versions[position - 1], new)
    if position + 1 < len(versions):
        yield from _bump_objections(new, versions[position + 1])


def _bump_objections(older: Text[Any], newer: Text[Any]) -> Iterator[Objection]:
    needed = asked_of(newer.kind, older.record, newer.record)
    if not satisfies(older.version, newer.version, needed=needed):
        yield object_to(
            "amendment-bump",
            (),
            message=f"from {older.version} to {newer.version} the change is {needed}: "
            f"at least {least_version(older.version, needed)} is wanted",
        )


def _period_objections(
    desk: Desk, proposal: Proposal, *, base: Text[Any] | None, new: Text[Any]
) -> Iterator[Objection]:
    """Object to a text that changes more than the public has had the days to comment on."""
    if proposal.proposed_on is None or desk.body.classification == "advisory":
        return
    grade = grade_of(proposal.change, base=None if base is None else base.record, proposed=new.record)
    period = comment_period(desk.body, grade, proposed_on=proposal.proposed_on)
    if desk.at.date() < period.first_vote:
        yield object_to(
            "comment-period-open",
            (),
            message=f"the amended text is {grade}, and {proposal.id} was proposed on {proposal.proposed_on}: "
            f"that takes {period.days} days of comment, through {period.through}",
            hint="continue the item and propose the amended text",
        )
