"""Propose a change of the catalog: judged against it, then written down with its text in one step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from catalog.config import settings
from catalog.errors import BadInput, FaultyCatalog, NotFound
from catalog.records.codes.all_codes import finding
from catalog.records.difference import Grade
from catalog.records.finding import Finding
from catalog.records.ids import BodyId, Digest, Object, ProposalId, Version
from catalog.records.meetings import Body
from catalog.records.snapshot import Snapshot, Text
from catalog.rules.changes.bumps import asked_of, least_version, satisfies, step
from catalog.rules.changes.grades import grade_of
from catalog.rules.families import FAMILIES, family_of
from catalog.rules.flows.days import LAST
from catalog.rules.flows.table import table_of
from catalog.rules.meetings.standing import adopted_before
from catalog.rules.refusals import refuse
from catalog.services.opening import open_snapshot, require_catalog
from catalog.services.record_files import Sent, read_record_file
from catalog.services.refusing import Refused
from catalog.services.supposing import adopting_bodies, is_adopted
from catalog.store.canonical import digest
from catalog.store.faults import shape_findings
from catalog.store.layout import FOLDERS, path_of
from catalog.store.reading import Loaded, load_with
from catalog.store.steps import Change, New, alone, take
from catalog.store.yaml_writing import yaml_of

_SECTIONS: Final = {
    "text-differs": "records contract 1 (a text never changes)",
    "version-bump-too-small": "records contract 2 (versions)",
    "effective-before-decided": "records contract 5 (nothing is permitted retroactively)",
}
MOST_LETTERS: Final = 100
_HINT: Final = "name the file of a text: an element, value domain, group, agreement or lineage graph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is proposed and why. ``named`` is a text's file, or ``kind:id`` where a text is to be retired.

    ``sent`` is the text itself, where it lies in no file. ``base`` is the digest of the version that the text
    was edited from, where its author knows it.
    """

    named: str
    retires: bool
    rationale: str
    options: tuple[str, ...]
    author: str
    id: str | None = None
    title: str | None = None
    effective: date | None = None
    body: str | None = None
    advisory: str | None = None
    provenance: tuple[str, str] | None = None
    base: str | None = None
    sent: Sent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A proposal that is written down: its record, the files of the step, and the catalog with it.

    ``text`` is what the text says that was given.
    """

    id: ProposalId
    document: Mapping[str, Any]
    files: tuple[str, ...]
    snapshot: Snapshot
    text: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """A change before it is judged: its text, the one adopted last, and the bytes to write, if any."""

    kind: str
    text: Text[Any]
    last: Digest | None
    base: Text[Any] | None
    data: bytes | None
    retires: bool

    @property
    def object(self) -> Object:
        return Object(self.kind, self.text.id, self.text.version)

    @property
    def path(self) -> str:
        return path_of(self.kind, self.text.id, str(self.text.version))

    @property
    def word(self) -> str:
        return "retire" if self.retires else "new" if self.last is None else "amend"

    @property
    def grade(self) -> Grade:
        base = None if self.base is None else self.base.record
        return grade_of(self.word, base=base, proposed=self.text.record)


def propose(root: Path, wanted: Wanted, *, on: date, today: date | None = None) -> Proposed | Refused:
    """Put a text and its proposal in their places, or say why they may not stand there.

    Judged and written while nobody else writes. ``today`` is the day on which it is written down, where
    that is not the day it was proposed ``on``. Raises ``CatalogError`` where the text cannot be read, or
    the catalog cannot, or the day is still to come.
    """
    given = _given(wanted, on=on, today=today)
    require_catalog(root)
    with alone(root):
        drawn = _drawn_up(root, wanted, given=given, days=(on, today or on))
        if isinstance(drawn, Refused):
            return drawn
        proposed, changes = drawn
        take(root, changes)
        return proposed


def foresee(root: Path, wanted: Wanted, *, on: date, today: date | None = None) -> Proposed | Refused:
    """Return what ``propose`` would, as the catalog is now, and write nothing."""
    given = _given(wanted, on=on, today=today)
    require_catalog(root)
    drawn = _drawn_up(root, wanted, given=given, days=(on, today or on))
    return drawn if isinstance(drawn, Refused) else drawn[0]


_Given = tuple[dict[str, Any], bytes]


def _given(wanted: Wanted, *, on: date, today: date | None) -> _Given | None:
    """Return the text that is proposed; nothing where one is to be retired. Raises ``BadInput``."""
    if today is not None and on > today:
        raise BadInput(f"nothing can be proposed on {on}, which is still to come", hint="leave out `--on`")
    if wanted.id is not None and len(wanted.id) > MOST_LETTERS:
        raise BadInput(f"a proposal's id has at most {MOST_LETTERS} letters")
    for word, said in (("rationale", wanted.rationale), ("author", wanted.author)):
        if not said.strip():
            raise BadInput(f"a proposal has no empty {word}", hint=f"say it with `--{word}`")
    return None if wanted.retires else _read(wanted.sent or wanted.named)


def _drawn_up(
    root: Path, wanted: Wanted, *, given: _Given | None, days: tuple[date, date]
) -> tuple[Proposed, list[Change]] | Refused:
    on, snapshot = days[0], open_snapshot(root)
    if given is None:
        change = _retirement(snapshot, wanted, on=on)
    else:
        change = _adoption(root, snapshot, wanted, given=given, on=on)
    if isinstance(change, Finding):
        return _refused([change])
    objections = [*_objections(snapshot, change, wanted, on=on)]
    body = _body(snapshot, change.kind, wanted, on=on)
    if isinstance(body, Finding):
        return _refused([*objections, body])
    if objections:
        return _refused(objections)
    return _written(root, snapshot, change, wanted=wanted, body=body, days=days, given=given)


def _refused(objections: list[Finding]) -> Refused:
    """Return the refusal; where no law is behind an objection, the contract's section is."""
    return Refused(
        refusals=tuple(
            refuse(
                one.code,
                one.message,
                citation=one.citation or _SECTIONS.get(one.code, "records contract 7"),
                hint=one.hint or "",
            )
            for one in objections
        )
    )


def _read(name: str | Sent) -> tuple[dict[str, Any], bytes]:
    """Return what a text's file says and its bytes; raise ``BadInput`` with its line where it is none."""
    document, data = read_record_file(name, hint=_HINT)
    kind = document.get("kind") if isinstance(document, dict) else None
    if not isinstance(document, dict) or kind not in FOLDERS:
        raise BadInput(f"`{name}` holds no text that has versions", hint=_HINT)
    _raise_first(shape_findings(str(name), str(kind), document=document, data=data))
    return document, data


def _raise_first(findings: list[Finding]) -> None:
    if findings:
        first = findings[0]
        place = f"{first.file}:{first.line}:{first.column}" if first.line else first.file
        raise BadInput(f"{place}: {first.message}", hint=first.hint)


def _adoption(
    root: Path, snapshot: Snapshot, wanted: Wanted, *, given: tuple[dict[str, Any], bytes], on: date
) -> _Change | Finding:
    document, data = given
    kind, id, version = (str(document[key]) for key in ("kind", "id", "version"))
    named, own = Object(kind, id, Version.parse(version)), digest(document)
    there = {text.version: text for text in family_of(snapshot, kind, id)}.get(named.version)
    if there is not None and there.digest != own:
        message = f"the catalog holds `{named}` as {there.digest}, and this text is {own}"
        return finding("text-differs", wanted.named, message=message)
    if there is None:
        path = path_of(kind, id, version)
        loaded = _sound_with(root, {path: data}, {path: wanted.named})
        there = next(text for text in family_of(loaded, kind, id) if text.digest == own)
    elif is_adopted(snapshot, there):
        message = f"`{named}` is adopted already"
        hint = "propose the next version"
        return finding("adopted-twice", wanted.named, message=message, hint=hint)
    else:
        data = b""
    last = adopted_before(snapshot, named, day=on)
    base = _adopted_last(snapshot, kind, id, last=last)
    return _Change(kind=kind, text=there, last=last, base=base, data=data or None, retires=False)


def _retirement(snapshot: Snapshot, wanted: Wanted, *, on: date) -> _Change | Finding:
    kind, colon, id = wanted.named.partition(":")
    if not colon or kind not in FAMILIES or "@" in id:
        raise BadInput(
            f"`{wanted.named}` does not say what to retire",
            hint="as element:k12.ssid, without a version: the one adopted last goes, and every lower one",
        )
    if not family_of(snapshot, kind, id):
        raise NotFound(f"the catalog has no text `{wanted.named}`", hint="name it as element:k12.ssid")
    last = adopted_before(snapshot, Object(kind, id, Version(0, 0, 0)), day=on)
    text = _adopted_last(snapshot, kind, id, last=last)
    if text is None:
        message = f"no version of `{wanted.named}` is adopted"
        return finding("nothing-to-retire", wanted.named, message=message)
    gone = table_of(snapshot, LAST).known.retired_from(text)
    if gone is not None:
        message = f"`{wanted.named}@{text.version}` is retired from {gone} on already"
        return finding("nothing-to-retire", wanted.named, message=message)
    return _Change(kind=kind, text=text, last=last, base=text, data=None, retires=True)


def _adopted_last(snapshot: Snapshot, kind: str, id: str, *, last: Digest | None) -> Text[Any] | None:
    """Return the text that was adopted last; raise ``FaultyCatalog`` where it is not there as adopted."""
    if last is None:
        return None
    for text in family_of(snapshot, kind, id):
        if text.digest == last:
            return text
    raise FaultyCatalog(
        f"the text of `{kind}:{id}` that was adopted last, {last}, is not in the catalog",
        hint="`p20w check` says which file differs from what was adopted; put the adopted text back",
    )


def _objections(snapshot: Snapshot, change: _Change, wanted: Wanted, *, on: date) -> Iterator[Finding]:
    """Yield what the rules have against a change as it is proposed."""
    if wanted.base is not None and wanted.base != change.last:
        stands = f"adopted last is {change.last}" if change.last else "nothing of it is adopted yet"
        message = f"the text was edited from {wanted.base}, and {stands}"
        hint = "make the change anew in the text adopted last, and propose that"
        yield finding("proposal-base-stale", wanted.named, message=message, hint=hint)
    if wanted.effective is not None and wanted.effective < on:
        message = f"it would be effective {wanted.effective}, before it is proposed on {on}"
        yield finding("effective-before-decided", wanted.named, message=message)
    if not change.retires:
        yield from _bump_too_small(snapshot, change, wanted)


def _bump_too_small(snapshot: Snapshot, change: _Change, wanted: Wanted) -> Iterator[Finding]:
    """Yield an objection where the number says too little: after the base, and after the next lower text."""
    text = change.text
    family = family_of(snapshot, change.kind, text.id)
    lower = [one for one in family if one.version < text.version]
    followed = {one.digest: one for one in (change.base, *lower[-1:]) if one is not None}
    small = []
    for older in followed.values():
        needed = asked_of(change.kind, older.record, text.record)
        if not satisfies(older.version, text.version, needed=needed):
            small.append((least_version(older.version, needed), older.version, needed))
    if small:
        least, older_version, needed = max(small)
        message = (
            f"`{change.object}` is a {step(older_version, text.version)} step from {older_version}, and the "
            f"change asks for {needed}: at least {least} is wanted"
        )
        hint = f"give the text the version {least}"
        yield finding("version-bump-too-small", wanted.named, message=message, hint=hint)


def _body(snapshot: Snapshot, kind: str, wanted: Wanted, *, on: date) -> Body | Finding:
    """Return the body to decide, or why the one that is named may not."""
    if wanted.body is None:
        able = adopting_bodies(snapshot, kind, on=on)
        if len(able) > 1:
            names = ", ".join(body.id for body in able)
            raise BadInput(f"{len(able)} bodies may decide on it: {names}", hint="name one with `--body`")
        if able:
            return able[0]
        return finding("may-not-adopt", wanted.named, message=f"no body may adopt a text of kind `{kind}`")
    body = snapshot.bodies.get(BodyId(wanted.body))
    if body is None:
        raise NotFound(f"there is no body `{wanted.body}`", hint=f"one of {', '.join(snapshot.bodies)}")
    rules = body.rules_on(on)
    if body.classification == "advisory":
        message = f"`{body.id}` is advisory: it recommends and adopts nothing"
        return finding("advisory-adopts", wanted.named, message=message)
    if rules is None:
        message = f"`{body.id}` has no rules on {on}, so nothing says what it may adopt"
        return finding("no-rules-yet", wanted.named, message=message)
    if kind not in rules.may_adopt:
        message = f"the rules of `{body.id}` do not let it adopt a text of kind `{kind}`"
        return finding("may-not-adopt", wanted.named, message=message)
    return body


def _written(
    root: Path,
    snapshot: Snapshot,
    change: _Change,
    *,
    wanted: Wanted,
    body: Body,
    days: tuple[date, date],
    given: _Given | None,
) -> tuple[Proposed, list[Change]]:
    on, recorded = days
    id = ProposalId(wanted.id or _free_id(snapshot, on=on))
    if id in snapshot.proposals:
        raise BadInput(
            f"there is a proposal `{id}` already", hint="leave `--id` out, and the next free one is taken"
        )
    document = _document(id, change, wanted=wanted, body=body, on=on)
    if recorded != on:
        document["recorded_on"] = recorded.isoformat()
    path = f"meetings/proposals/{id}.yaml"
    files = {path: yaml_of(document)}
    if change.data is not None:
        files = {change.path: change.data, **files}
    would_be = _sound_with(root, files, {change.path: wanted.named})
    changes: list[Change] = [New(path=name, data=data) for name, data in files.items()]
    text = None if given is None else given[0]
    proposed = Proposed(id=id, document=document, files=tuple(files), snapshot=would_be, text=text)
    return proposed, changes


def _sound_with(root: Path, files: Mapping[str, bytes], names: Mapping[str, str]) -> Snapshot:
    """Return the catalog with these files; raise ``BadInput`` with the line where one does not fit in."""
    loaded: Loaded = load_with(root, files, cache_folder=settings().cache)
    for first in loaded.findings:
        place = names.get(first.file, first.file) + (f":{first.line}:{first.column}" if first.line else "")
        raise BadInput(f"{place}: {first.message}", hint=first.hint)
    return loaded.sound()


def _free_id(snapshot: Snapshot, *, on: date) -> str:
    number = 1
    while f"prop-{on.year:04d}-{number:03d}" in snapshot.proposals:
        number += 1
    return f"prop-{on.year:04d}-{number:03d}"


def _document(id: ProposalId, change: _Change, *, wanted: Wanted, body: Body, on: date) -> dict[str, Any]:
    """Return the proposal's record; what was not said is left out."""
    document: dict[str, Any] = {
        "kind": "proposal",
        "id": id,
        "title": wanted.title,
        "change": change.word,
        "object": str(change.object),
        "base": change.last,
        "version": str(change.text.version),
        "digest": change.text.digest,
        "grade": change.grade,
        "rationale": wanted.rationale,
        "options": list(wanted.options),
        "author": wanted.author,
        "body": body.id,
        "proposed_on": on.isoformat(),
        "effective": None if wanted.effective is None else wanted.effective.isoformat(),
        "advisory": wanted.advisory,
        "provenance": _provenance(wanted),
    }
    unsaid = {key for key in ("title", "effective", "advisory", "provenance") if document[key] is None}
    return {key: value for key, value in document.items() if key not in unsaid}


def _provenance(wanted: Wanted) -> dict[str, str] | None:
    if wanted.provenance is None:
        return None
    status, source = wanted.provenance
    return {"status": status, "source": source}
