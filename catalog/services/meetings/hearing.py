"""The public is heard: comment on an item is opened and closed, and what is said or written is noted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from catalog.errors import BadInput
from catalog.phrases import phrase
from catalog.records.meetings import AgendaItem, CommentVolume
from catalog.rules.meetings.motions import item_of
from catalog.rules.meetings.objections import Objection, object_to
from catalog.rules.meetings.on_the_floor import item_objections
from catalog.rules.meetings.open_meeting import minutes_offered
from catalog.services.meetings.answers import Answer
from catalog.services.meetings.desk import NOW, Deed, Desk, Document, When, perform, refusal, refuses
from catalog.services.meetings.wording import check_said
from catalog.store.canonical import digest
from catalog.store.materials import materials_folder, volume_of
from catalog.store.steps import Change, New, Replaced
from catalog.store.yaml_writing import yaml_of

MOST_IN_RECORD: Final = 512 * 1024
"""How much of a meeting's record its comments may fill; further ones go into files of their own."""

_MOST_WITH_COMMENTS: Final = 768 * 1024
"""How large a record may be that takes one more comment: what follows needs room too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What a member of the public said or wrote. ``minutes`` is how long they spoke."""

    text: str
    speaker: str = "not given"
    form: Literal["spoken", "written"] = "spoken"
    minutes: int = 0
    interpreter: bool = False


def set_window(
    root: Path,
    name: str,
    item: str,
    *,
    window: Literal["open", "close"],
    when: When = NOW,
) -> Answer:
    """Open an item for comment, or close comment on it. A vote needs a window that was opened before."""

    def step(desk: Desk) -> Deed:
        objections = list(item_objections(desk.meeting, item))
        found = item_of(desk.meeting, item)
        if found is None or refuses(objections):
            return refusal(*objections)
        is_open = _is_open(found)
        if is_open == (window == "open"):
            told = f"comment on item {item} is {'open' if is_open else 'not open'} already"
            return refusal(object_to("comment-window-as-is", (), message=told))
        return _window(desk, found, window=window)

    return perform(root, name, did="comment", step=step, when=when)


def _is_open(item: AgendaItem) -> bool:
    return item.comment_opened_at is not None and item.comment_closed_at is None


def _window(desk: Desk, item: AgendaItem, *, window: Literal["open", "close"]) -> Deed:
    position = desk.meeting.agenda.index(item)
    entry = dict(desk.document["agenda"][position])
    opened_before = entry.get("comment")
    events = []
    if window == "close":
        entry["comment"] = {**entry["comment"], "closed_at": desk.when}
    elif opened_before:
        entry["comment"] = {"opened_at": opened_before["opened_at"]}
        events = [desk.event("comment-opened", item=item.number)]
    else:
        entry["comment"] = {"opened_at": desk.when}
        entry.setdefault("status", "heard")
    agenda = [*desk.document["agenda"]]
    agenda[position] = entry
    document = desk.with_entries(events=events) if events else desk.document
    verb = "opened" if window == "open" else "closed"
    says = [f"comment on item {item.number} {verb} at {desk.when}"]
    if window == "open" and desk.meeting.comment_limit is not None:
        limit = desk.meeting.comment_limit
        doubled = minutes_offered(limit, interpreter=True)
        says.append(f"{limit} minutes a speaker; {doubled} through an interpreter")
    return Deed(
        document=document | {"agenda": agenda},
        event={"item": item.number, **entry["comment"]},
        says=tuple(says),
    )


def comment(root: Path, name: str, item: str, *, said: Spoken, when: When = NOW) -> Answer:
    """Note a comment. Spoken ones while the window is open, written ones from the notice on."""
    check_said("the comment", said.text)
    check_said("the speaker", said.speaker)

    def step(desk: Desk) -> Deed:
        found = item_of(desk.meeting, item)
        if found is None:
            return refusal(*item_objections(desk.meeting, item))
        objections = tuple(_comment_objections(desk, found, said=said))
        if refuses(objections):
            return refusal(*objections)
        entry = {
            "item": item,
            "form": said.form,
            "speaker": said.speaker,
            "minutes": said.minutes,
            "interpreter": said.interpreter,
            "text": said.text,
            "at": desk.when,
        }
        document, files = _with_comment(desk, entry)
        says = [f"comment on item {item} noted ({said.form})"]
        return Deed(
            document=document, event=entry, says=tuple(says), objections=objections, files=tuple(files)
        )

    kind = "write" if said.form == "written" else "comment"
    return perform(root, name, did="comment", step=step, when=when, kind=kind)


def _comment_objections(desk: Desk, item: AgendaItem, *, said: Spoken) -> Iterator[Objection]:
    if said.form == "spoken" and not _is_open(item):
        yield object_to("comment-window", (), message=f"comment on item {item.number} is not open")
    limit = desk.meeting.comment_limit
    if limit is None or said.form == "written":
        return
    offered = minutes_offered(limit, interpreter=said.interpreter)
    if said.minutes > offered:
        yield object_to(
            "comment-over-time", (), message=f"{said.minutes} minutes, where {offered} are offered"
        )


def _with_comment(desk: Desk, entry: Document) -> tuple[Document, list[Change]]:
    """Return the record with one more comment: in it while there is room, else in the last volume."""
    comments = desk.document["comments"]
    volumes = desk.meeting.more_comments
    line = len(yaml_of([entry]))
    crowded = len(desk.data) + line > _MOST_WITH_COMMENTS
    if not volumes and not crowded and (len(desk.data) < MOST_IN_RECORD or _size(comments) < MOST_IN_RECORD):
        return desk.with_entries(comments=[entry]), []
    last = volumes[-1] if volumes else None
    if last is None or (desk.root / _path(desk, last.file)).stat().st_size + line > MOST_IN_RECORD:
        return in_new_volumes(desk, [entry])
    known = volume_of(desk.root, desk.meeting.id, file=last.file)
    if digest(known) != last.digest:
        hint = phrase("put back the file as it was: `git diff` shows the edit")
        raise BadInput(f"`{_path(desk, last.file)}` is not what the record names by its digest", hint=hint)
    grown = [*known, entry]
    was = (desk.root / _path(desk, last.file)).read_bytes()
    change = Replaced(path=_path(desk, last.file), was=was, data=was + yaml_of([entry]))
    listed = [*desk.document["more_comments"][:-1], _listed(last.file, grown)]
    return desk.document | {"more_comments": listed}, [change]


def in_new_volumes(desk: Desk, entries: Sequence[Document]) -> tuple[Document, list[Change]]:
    """Return the record with further comments in new files of their own, and those files."""
    listed, files = [*(desk.document.get("more_comments") or [])], list[Change]()
    for part in _parts(entries):
        name = f"comments-{len(listed) + 1:04d}.yaml"
        listed.append(_listed(name, part))
        files.append(New(path=_path(desk, name), data=yaml_of(part)))
    document: dict[str, Any] = {key: value for key, value in desk.document.items() if key != "seal"}
    return document | {"more_comments": listed}, files


def _parts(entries: Sequence[Document]) -> Iterator[list[Document]]:
    """Yield comments in parts that each fit a file."""
    part: list[Document] = []
    size = 0
    for entry in entries:
        line = len(yaml_of([entry]))
        if part and size + line > MOST_IN_RECORD:
            yield part
            part, size = [], 0
        part.append(entry)
        size += line
    yield part


def _listed(file: str, comments: list[Document]) -> Document:
    return {"file": file, "count": len(comments), "digest": digest(comments)}


def _path(desk: Desk, file: str) -> str:
    return f"{materials_folder(desk.meeting.id)}/{file}"


def _size(comments: list[Document]) -> int:
    return len(yaml_of(comments))


def comment_count(record_comments: int, volumes: tuple[CommentVolume, ...]) -> int:
    """Return how many comments a meeting has, those in files of their own too."""
    return record_comments + sum(volume.count for volume in volumes)
