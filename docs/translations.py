"""Find the words of the interface, in templates and in ``phrase(...)`` calls, and keep their translations.

``python -m docs.translations`` writes the file of Spanish words: new words come in without a translation,
words that are gone go out, and all others keep theirs. ``python -m docs.translations --check`` says which
words lack a translation, or have one that fills in other parts than they do.
"""

import io
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po

from catalog.interchange.rendering import words_of
from catalog.interchange.wording import translations_file
from catalog.resources import templates_folder

ROOT = Path(__file__).resolve().parent.parent
HEADER = """\
# Spanish words of the interface: docs/translations.py finds what is said, translators write how.
msgid ""
msgstr ""
"Language: es\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
ENDINGS = (".html", ".xml", ".atom")
PARTS = re.compile(r"%\(\w+\)s|(?<!\{)\{\w*\}")


@dataclass(frozen=True, order=True)
class Said:
    """What is said: one wording, or that of one and that of many. ``context`` tells two meanings apart."""

    words: tuple[str, ...]
    context: str = ""

    @property
    def key(self) -> tuple[str, str | None]:
        """How a file of translations finds it."""
        return self.words[0], self.context or None


def main() -> int:
    """Write the file, or say what is wrong with it where ``--check`` is asked."""
    file = translations_file("es")
    known = kept(file.read_text(encoding="utf-8"))
    wanted = found()
    made = written(wanted, known)
    if "--check" in sys.argv[1:]:
        faults = list(wrong(wanted, known))
        if not faults and file.read_text(encoding="utf-8") != made:
            faults = ["it is not as it is written; `make docs` writes it"]
        for fault in faults:
            print(f"{file.relative_to(ROOT)}: {fault}", file=sys.stderr)
        return int(bool(faults))
    file.write_text(made, encoding="utf-8")
    return 0


def found() -> list[Said]:
    """Return everything that the interface says, once each; what is counted somewhere, as it is counted."""
    said = {*_in_templates(), *_in_code()}
    counted = {one.key for one in said if len(one.words) > 1}
    return sorted(one for one in said if len(one.words) > 1 or one.key not in counted)


def kept(text: str) -> Catalog:
    """Read a file of translations."""
    return read_po(io.BytesIO(text.encode()), locale="es", abort_invalid=True)


def written(wanted: list[Said], known: Catalog) -> str:
    """Return the file with every word that is wanted, and the translations that are known."""
    made = kept(HEADER)
    for said in wanted:
        message = known.get(*said.key)
        told = () if message is None or _all(message.id) != said.words else _all(message.string)
        is_one = len(said.words) == 1
        strings = told or ("",) * len(said.words)
        made.add(
            said.words[0] if is_one else said.words,
            strings[0] if is_one else strings,
            context=said.context or None,
        )
    out = io.BytesIO()
    write_po(out, made, width=110, omit_header=True)
    return HEADER + out.getvalue().decode().strip() + "\n"


def wrong(wanted: list[Said], known: Catalog) -> Iterator[str]:
    """Yield what is wrong: words without a translation, those nobody says, parts that are not the same."""
    for said in wanted:
        message = known.get(*said.key)
        if message is None or _all(message.id) != said.words:
            yield f"not there: {said.words[0]!r}"
        elif not all(_all(message.string)):
            yield f"not translated: {said.words[0]!r}"
        elif _parts(_all(message.string)) != _parts(said.words):
            yield f"does not fill in the same parts: {said.words[0]!r}"
    keys = {said.key for said in wanted}
    for message in known:
        if message.id and (_all(message.id)[0], message.context) not in keys:
            yield f"nobody says it any more: {_all(message.id)[0]!r}"


def _in_templates() -> Iterator[Said]:
    for file in sorted(one for ending in ENDINGS for one in templates_folder().rglob(f"*{ending}")):
        for function, told in words_of(file.read_text(encoding="utf-8")):
            words = _all(told)
            context = words[0] if function in {"pgettext", "npgettext"} else ""
            words = words[1:] if context else words
            if words[0]:  # what a template is handed is no wording of its own
                yield Said(words[:2] if function.startswith("n") else words[:1], context)


def _in_code() -> Iterator[Said]:
    for file in sorted((ROOT / "catalog").rglob("*.py")):
        with file.open("rb") as code:
            for _, _, told, _ in extract_python(code, {"phrase": None}, [], {}):
                if first := _all(told)[0]:
                    yield Said((first,))


def _all(told: str | Sequence[str] | None) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else tuple(told or ("",))


def _parts(words: tuple[str, ...]) -> set[str]:
    return {part for one in words for part in PARTS.findall(one)}


if __name__ == "__main__":
    sys.exit(main())
