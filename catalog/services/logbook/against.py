"""A file of the catalog held against a leaf of the log: what was edited, what is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from catalog.records.codes.all_codes import finding
from catalog.records.finding import Finding
from catalog.records.ids import Object
from catalog.store.layout import path_of, place_of
from catalog.store.log import LEAVES, LoggedRecord
from catalog.store.present import PresentFiles
from catalog.store.yaml_text import YamlFault


def at_line(code: str, file: str, *, line: int | None, message: str, hint: str | None = None) -> Finding:
    """Return a finding at a line of a file."""
    made = finding(code, file, message=message, hint=hint)
    return made if line is None else replace(made, line=line, column=1)


def compared(
    path: str, present: PresentFiles, *, digest: str, codes: tuple[str, str], said: str
) -> Iterator[Finding]:
    """Say whether a file still has a digest; of the codes one is for edited, one for gone."""
    edited, gone = codes
    try:
        record = present.record(path)
    except YamlFault as fault:
        told = f"this cannot be read any more, and so is not what {said}: {fault.message}"
        yield at_line(edited, path, line=fault.line, message=told)
        return
    if record is None:
        yield finding(gone, path, message=f"this is gone, and {said}")
    elif record.digest != digest:
        yield at_line(edited, path, line=1, message=f"this is not what {said}")


def path_of_text(named: object) -> str | None:
    """Return where the text that a leaf names stands; ``None`` where it names no text."""
    try:
        kind, identifier, version = Object.parse(str(named))
        path = path_of(kind, identifier, str(version))
    except (ValueError, KeyError):
        return None
    return path if place_of(path) is not None else None


def wrong_adoptions(records: tuple[LoggedRecord, ...], present: PresentFiles) -> Iterator[Finding]:
    """Hold every text against what the log says was adopted; each text is told of once."""
    told = set()
    for record in records:
        if record.kind != "decision" or record.document.get("outcome") != "adopted":
            continue
        effects = record.document.get("effects")
        for effect in effects if isinstance(effects, list) else [effects]:
            became, named = (
                (effect.get("to"), effect.get("object")) if isinstance(effect, dict) else (effect, None)
            )
            if became is None:
                continue
            path = path_of_text(named)
            if path is None or not isinstance(became, str):
                message = f"`{record.id}` adopts something that is no text with its digest"
                yield at_line("log-leaf-damaged", LEAVES, line=record.line, message=message)
            elif path not in told:
                said = f"was adopted by `{record.id}` ({LEAVES}:{record.line})"
                codes = ("adopted-text-edited", "adopted-text-edited")
                wrong = list(compared(path, present, digest=became, codes=codes, said=said))
                told |= {path} if wrong else set()
                yield from wrong


def gone_meetings(records: tuple[LoggedRecord, ...], present: PresentFiles) -> Iterator[Finding]:
    """List the meetings whose notice was logged and whose record is gone."""
    told = set()
    for record in records:
        if record.kind != "notice":
            continue
        path = f"meetings/{record.document['meeting']}/meeting.yaml"
        place = place_of(path)
        if place is None or place.kind != "meeting":
            message = f"`{record.document['meeting']}` is no id that a meeting has"
            yield at_line("log-leaf-damaged", LEAVES, line=record.line, message=message)
        elif path not in told and _is_gone(path, present):
            told.add(path)
            message = f"this meeting is gone, and its notice was logged ({LEAVES}:{record.line})"
            yield finding("logged-record-gone", path, message=message)


def _is_gone(path: str, present: PresentFiles) -> bool:
    try:
        return present.record(path) is None
    except YamlFault:
        return False
