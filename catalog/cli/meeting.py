"""``p20w meeting``: the clerk's commands, from plan to approved minutes."""

from __future__ import annotations

import importlib
from typing import Final

import click

WORDS: Final = {
    "plan": ("planning", "begin the record of a meeting"),
    "agenda": ("planning", "put an item on the agenda, or take it off"),
    "post": ("planning", "post the agenda: the notice"),
    "revise": ("planning", "change a posted agenda and post it again"),
    "cancel": ("planning", "cancel a meeting before it is opened"),
    "open": ("sitting", "open the meeting"),
    "attend": ("sitting", "note where members are"),
    "recuse": ("sitting", "note that a member takes no part in an item"),
    "comment": ("sitting", "open or close comment on an item, note a comment"),
    "move": ("moving", "note a motion"),
    "amend": ("moving", "note a motion to amend another"),
    "second": ("moving", "note who seconds a motion"),
    "withdraw": ("moving", "note that a motion is withdrawn by its mover"),
    "roll": ("voting", "record a vote by its roll"),
    "continue": ("moving", "continue an item to another meeting"),
    "correct": ("correcting", "take a record that was edited by hand, and note why"),
    "adjourn": ("closing", "end the meeting and record its decisions"),
    "minutes": ("closing", "draft the minutes from the record"),
    "approve": ("closing", "close the record: its minutes were approved"),
    "show": ("showing", "how the meeting stands, and what is due next"),
    "list": ("showing", "the meetings of a body, or of all"),
}


class Words(click.Group):
    """The words of the verb, each imported only when it is used or its help is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the words in the order of a meeting's life."""
        return list(WORDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one word."""
        if cmd_name not in WORDS:
            return None
        module = importlib.import_module(f"catalog.cli.meetings.{WORDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the words without importing them."""
        with formatter.section("Words"):
            formatter.write_dl([(word, told) for word, (_, told) in WORDS.items()])


@click.group("meeting", cls=Words)
def command() -> None:
    """Keep the record of a body's open meeting: each word is an event that the clerk records.

    What the law or the body's rules refuse is refused with the rule, the citation and what to do,
    and changes no byte (exit code 1). Counts are never typed: they follow from the roll. MEETING is
    a body and a day, as c2c-gb/2026-02-18. Times are those of Los Angeles; --at tells when a thing
    happened, if not just now.

    \b
    p20w meeting plan c2c-gb 2026-02-18T10:00 --place "Board room" --address "1 Street" --clerk "Clerk"
    p20w meeting show c2c-gb/2026-02-18
    """  # noqa: D301  # click reads the escape
