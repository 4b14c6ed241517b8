"""What a form brought, read field by field: all that is wrong with it is found, and told at once."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from datetime import date
from typing import Final

from werkzeug.datastructures import FileStorage, MultiDict

from catalog.errors import BadInput
from catalog.phrases import Phrase, phrase
from catalog.services.record_files import Sent

MOST_LETTERS: Final = 20_000
"""The most that one field may bring; a text of the catalog comes as a file or in a field of its own."""
MOST: Final = 1_000_000
"""The most that anybody can count."""
EMPTY: Final = phrase("Fill this in.")
_UNKNOWN: Final = phrase("Choose one of the list.")
_LONG: Final = phrase("This is too long: at most {most} letters.", most=MOST_LETTERS)


class Mistyped(BadInput):
    """Fields of a form cannot be read as what they should be."""

    def __init__(self, wrong: dict[str, Phrase]) -> None:
        super().__init__("the form is not filled in as it should be")
        self.wrong = wrong


class Typed:
    """The fields of a form. Reading one never fails; ``settle`` does, where something was wrong."""

    def __init__(self, form: MultiDict[str, str], files: MultiDict[str, FileStorage]) -> None:
        self._form = form
        self._files = files
        self.wrong: dict[str, Phrase] = {}

    def settle(self) -> None:
        """Raise ``Mistyped`` where a field that was read was wrong."""
        if self.wrong:
            raise Mistyped(self.wrong)

    def maybe(self, name: str, *, most: int = MOST_LETTERS) -> str | None:
        """Return what a field says; ``None`` where it is empty."""
        found = self._form.get(name, "").strip()
        if len(found) > most:
            self.wrong[name] = _LONG if most == MOST_LETTERS else phrase("This is too long.")
        return found or None

    def text(self, name: str) -> str:
        """Return what a field says that must say something."""
        found = self.maybe(name)
        if found is None:
            self.wrong[name] = EMPTY
        return found or ""

    def choice(self, name: str, choices: Collection[str]) -> str:
        """Return which of the choices was taken."""
        found = self.text(name)
        if found and found not in choices:
            self.wrong[name] = _UNKNOWN
        return found

    def perhaps(self, name: str, choices: Collection[str]) -> str | None:
        """Return which of the choices was taken; ``None`` where none was."""
        return self.choice(name, choices) if self.maybe(name) is not None else None

    def number(self, name: str, *, least: int = 0) -> int:
        """Return a whole number."""
        found = self.text(name)
        if not found:
            return least
        is_number = found.isascii() and found.isdecimal() and len(found) <= len(str(MOST))
        value = int(found) if is_number else least - 1
        if not least <= value <= MOST:
            self.wrong[name] = phrase(
                "This is no whole number from {least} to {most}.", least=least, most=MOST
            )
        return value

    def day(self, name: str) -> date | None:
        """Return a day; ``None`` where the field is empty."""
        found = self.maybe(name)
        try:
            return None if found is None else date.fromisoformat(found)
        except ValueError:
            self.wrong[name] = phrase("This is no day; write it as 2026-02-18.")
            return None

    def some_day(self, name: str) -> date:
        """Return a day that must be given."""
        found = self.day(name)
        if found is None:
            self.wrong.setdefault(name, EMPTY)
        return found or date.min

    def lines(self, name: str) -> tuple[str, ...]:
        """Return the lines of a field that say something."""
        return tuple(line.strip() for line in (self.maybe(name) or "").splitlines() if line.strip())

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return the lines of a field, each as ``key=value``."""
        found = []
        for line in self.lines(name):
            key, sign, value = line.partition("=")
            if not (key.strip() and sign and value.strip()):
                self.wrong[name] = phrase("Write each line as key=value.")
            found.append((key.strip(), value.strip()))
        return tuple(found)

    def by_key(self, prefix: str) -> dict[str, str]:
        """Return the fields whose names begin so, by the rest of the name, as far as they say something."""
        return {
            name.removeprefix(prefix): value
            for name, value in self._form.items()
            if name.startswith(prefix) and value.strip()
        }

    def files(self, name: str) -> tuple[Sent, ...]:
        """Return the files that were sent in a field."""
        return tuple(_sent(one) for one in self._files.getlist(name) if one.filename)

    def record_text(self, file: str, area: str) -> Sent | None:
        """Return a text that was sent as a file or pasted; ``None`` where neither was."""
        sent, pasted = self.files(file), self._form.get(area, "")
        if sent and pasted.strip():
            self.wrong[file] = phrase("Give the text once: as a file, or pasted.")
        if sent:
            return Sent(name="text.yaml", data=sent[0].data)
        return Sent(name="text.yaml", data=pasted.replace("\r\n", "\n").encode()) if pasted.strip() else None


def _sent(file: FileStorage) -> Sent:
    with closing(file):
        return Sent(name=file.filename or "", data=file.read())
