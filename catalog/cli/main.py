"""The command ``p20w``: its verbs, its exit codes, and how it says that something is wrong."""

from __future__ import annotations

import errno
import importlib
import io
import os
import sys
import traceback
from typing import Final

import click

from catalog.cli.options import CATALOG, FORMAT, Shared
from catalog.config import settings
from catalog.errors import CatalogError, WorkspaceUnavailable
from catalog.resources import installed_version

VERBS: Final = {
    "init": "start a catalog: folders with commented examples",
    "check": "read everything and report what is wrong",
    "digest": "print the digest of each record",
    "decide": "may this item flow? the answer with its three consents",
    "may": "what may flow to a partner for a purpose",
    "who": "who may receive an element",
    "gate": "let a data file or table through: what may flow, in its form",
    "receipt": "check the receipt of data that was let through",
    "keys": "the keys of pseudonyms: list them, make a new one",
    "sql": "may this query run? each column decided; run it on permitted data alone",
    "search": "find what the dictionary has, by words",
    "tranche": "check a partner's yearly submission before it comes in",
    "trace": "where a field comes from and goes to, each hop with its why",
    "diff": "what differs between two records or catalogs",
    "whatif": "flows gained and lost if the catalog became another",
    "propose": "propose a change, and see what would follow from it",
    "meeting": "the clerk's record of an open meeting, from plan to minutes",
    "decision": "decision records, and errata to them",
    "agreement": "sign, suspend, resume or terminate an agreement",
    "body": "seats, terms, vacancies and rules of a body",
    "log": "the transparency log: verify, prove, sign, cosign",
    "publish": "write the public site",
    "serve": "the web application and the API",
    "account": "invite people to the application, list and close accounts",
    "notify": "tell subscribers by e-mail what happened",
    "completion": "print the shell completion script",
}
OUR_FAULT: Final = 3
NO_MORE_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EPIPE)


class Verbs(click.Group):
    """The verbs, each imported only when it is called or its help is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order of a catalog's life."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one verb."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = importlib.import_module(f"catalog.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest verb where one is misspelt."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            from difflib import get_close_matches  # only where a word is wrong

            near = get_close_matches(args[0], VERBS, n=1)
            hint = f"; did you mean `{near[0]}`?" if near else "; `p20w --help` lists the verbs"
            raise click.UsageError(f"there is no verb `{args[0]}`{hint}", ctx)
        return super().resolve_command(ctx, args)


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001  # click's signature
    if asked:
        click.echo(installed_version())
        ctx.exit()


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@CATALOG
@FORMAT
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help="Show the version and exit.",
)
@click.pass_context
def p20w(ctx: click.Context, catalog: str | None, output: str | None) -> None:
    """Govern who may share which data, for what, under which law.

    The catalog holds data definitions, agreements and lineage as YAML files. A field may flow
    only where three have consented: the board, the provider and the law.

    Exit code 0: yes, or nothing wrong. 1: no, or something wrong. 2: the question cannot be
    answered. 3: our own fault.
    """
    ctx.obj = Shared(catalog=catalog, output=output)


def main() -> int:
    """Run the command and return its exit code. Nothing the user gave ends in a traceback."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # half a surrogate pair is told as JSON writes it
    try:
        code = p20w.main(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as asked:
        click.echo(asked.ctx.get_help())
        code = 2
    except click.ClickException as error:
        error.show()
        code = 2
    except click.Abort:
        code = 130
    except CatalogError as error:
        code = _cannot_answer(error)
    except SystemExit as left:
        code = left.code
    except OSError as fault:
        code = _unwritten(fault) if fault.errno in NO_MORE_ROOM else _our_fault(fault)
    except Exception as fault:  # noqa: BLE001  # the one place that turns a bug into exit 3
        code = _our_fault(fault)
    return code if isinstance(code, int) else 0


def _unwritten(fault: OSError) -> int:
    """Say that the answer could not be written, and let go of what still waits to be."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    click.echo(f"p20w: the answer could not be written: {fault.strerror}", err=True)
    return 2


def _cannot_answer(error: CatalogError) -> int:
    click.echo(f"p20w: {error.message}", err=True)
    if error.hint:
        click.echo(f"      {error.hint}", err=True)
    if isinstance(error, WorkspaceUnavailable) and error.cause:
        click.echo(f"      cause: {error.cause}", err=True)
    return 2


def _our_fault(fault: Exception) -> int:
    click.echo(f"p20w: our own fault: {type(fault).__name__}; {_log(fault)}", err=True)
    return OUR_FAULT


def _log(fault: Exception) -> str:
    """Write the traceback where the people who mend it can find it, and say where."""
    folder = settings().cache
    if folder is None:
        return "set P20W_CACHE to a folder to keep the details"
    file = folder / "last-fault.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(traceback.format_exception(fault)))
    except OSError:
        return f"the details could not be written to {file}"
    return f"the details are in {file}"
