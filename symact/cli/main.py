"""The group of all commands, and the rule that bad input is one line and exit code 2."""

import gc
import importlib
import pkgutil
import sys
from typing import Any

import click

from symact import cli
from symact.cli._streams import end, outlive_readers
from symact.errors import SymactError
from symact.sentence import unmarked


class Commands(click.Group):
    """A click group that finds its commands: the modules of symact.cli but this one and _private ones."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands' names, sorted."""
        names = {info.name for info in pkgutil.iter_modules(cli.__path__)} - {__name__.rpartition(".")[2]}
        return sorted(name for name in names if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name; its module imports click alone, so this is quick."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = importlib.import_module(f"symact.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Name the nearest commands when there is no such command."""
        from symact.errors import unknown_name

        name = click.utils.make_str(args[0])
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            raise unknown_name("command", name, self.list_commands(ctx))
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="symact", message="%(package)s %(version)s")
def group() -> None:
    """Activation functions as mathematics: derived, correctly rounded, and the judge of others.

    Exit codes: 0 done or passed, 1 a verdict failed, 2 bad input.
    """


LONGEST = 1000
"""Characters of the line in which bad input ends, which may quote an argument."""


def main() -> None:
    """Run the command line; bad input ends in one line on standard error and exit code 2."""
    # Formulas are trees without cycles: to look for cycles among them takes a tenth of a sheet's time.
    gc.set_threshold(50_000, 50, 100)
    outlive_readers()
    try:
        if "" in sys.argv[1:]:
            raise SymactError(f"argument {sys.argv.index('', 1)} is empty; is a variable of the shell not set?")
        result = group.main(prog_name="symact", standalone_mode=False)
        sys.stdout.flush()
        code, message = result if isinstance(result, int) else 0, ""
    except SymactError as error:
        code, message = 2, f"symact: {' '.join(unmarked(str(error)).split())}"
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        code, message = 0, ""
    except click.ClickException as error:
        said = " ".join(error.format_message().split()).removesuffix(".")
        at = None if said.endswith("?") else getattr(error, "ctx", None)
        code, message = 2, f"symact: {said}" + (f"; see {at.command_path} --help" if at else "")
    except (click.exceptions.Abort, KeyboardInterrupt):
        code, message = 130, "symact: interrupted"
    except OSError as error:
        # What commands open themselves they name themselves; what is left is the output, on a full disk.
        code, message = 2, f"symact: cannot write the output: {error.strerror or error}; write it elsewhere"
    end(message if len(message) <= LONGEST else f"{message[: LONGEST // 2]} ... {message[-LONGEST // 3 :]}")
    sys.exit(code)
