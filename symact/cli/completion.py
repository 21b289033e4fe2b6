"""`symact completion`: the script that completes commands, options and names in a shell."""

import click


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script for a shell, as in `eval "$(symact completion bash)"`."""
    from click.shell_completion import get_completion_class

    from symact.cli.main import group

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(group, {}, "symact", "_SYMACT_COMPLETE").source())
