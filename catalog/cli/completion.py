"""``p20w completion``: the script by which a shell completes verbs, options and ids."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script for SHELL.

    \b
    bash:  eval "$(p20w completion bash)"        in ~/.bashrc
    zsh:   eval "$(p20w completion zsh)"         in ~/.zshrc
    fish:  p20w completion fish > ~/.config/fish/completions/p20w.fish
    """  # noqa: D301  # click reads the escape
    from catalog.cli.main import p20w  # the verb completes the very command that it belongs to

    script = get_completion_class(shell)
    if script is not None:
        click.echo(script(p20w, {}, "p20w", "_P20W_COMPLETE").source())
