"""Write the help of every verb into ``docs/cli.md``.

``python -m docs.cli`` writes it, ``python -m docs.cli --check`` says whether it is true.
"""

import sys
from pathlib import Path

import click

from catalog.cli.main import VERBS, p20w

PAGE = Path(__file__).resolve().parent / "cli.md"
BEGIN, END = "<!-- verbs: made by `make docs` -->\n", "<!-- end of verbs -->\n"
WIDTH = 100


def main() -> int:
    """Write the page, or compare it where ``--check`` is asked."""
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    true = f"{before}{BEGIN}\n{verbs()}\n{END}{after}"
    if "--check" in sys.argv[1:]:
        if page != true:
            print("docs/cli.md is not true any more; `make docs` writes it", file=sys.stderr)
        return int(page != true)
    PAGE.write_text(true, encoding="utf-8")
    return 0


def verbs() -> str:
    """Return the help of the command and of each verb, under a heading each."""
    top = click.Context(p20w, info_name="p20w", terminal_width=WIDTH, **p20w.context_settings)
    told = [_told("p20w", p20w.get_help(top))]
    for verb in VERBS:
        command = p20w.get_command(top, verb)
        assert command is not None  # noqa: S101  # what is listed is there
        asked = click.Context(command, info_name=verb, parent=top, terminal_width=WIDTH)
        told.append(_told(f"p20w {verb}", command.get_help(asked)))
    return "\n".join(told)


def _told(name: str, text: str) -> str:
    return f"### `{name}`\n\n```text\n{text}\n```\n"


if __name__ == "__main__":
    sys.exit(main())
