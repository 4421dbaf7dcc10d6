"""What a shell offers while a scenario's or a parameter's name is being typed."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.completion import CompletionContext


def scenario_names(context: CompletionContext) -> list[str]:
    """Built-in scenarios, and scenario files and folders below what has been typed."""
    from sim.scenario import builtin_names

    folder = Path(context.incomplete).parent if "/" in context.incomplete else Path()
    try:
        near = sorted(folder.iterdir())
    except OSError:
        near = []
    files = [str(p) + ("/" if p.is_dir() else "") for p in near if p.is_dir() or p.suffix in (".yaml", ".yml")]
    return [*builtin_names(), *files]


def parameter_names(_: CompletionContext) -> dict[str, str]:
    """Every parameter with its meaning, and the groups."""
    from sim.parameters import described, groups

    named = {name: (model.__doc__ or "") for name, model in groups().items()}
    return named | {about.path: about.meaning for about in described()}


def settings(_: CompletionContext) -> dict[str, str]:
    """Every parameter as a `--set` argument begins, with its meaning."""
    from sim.parameters import described

    return {f"{about.path}=": f"{about.expected}: {about.meaning}" for about in described()}


type Given = Annotated[str, Parameter(completer=scenario_names)]
type Parameters = Annotated[str | None, Parameter(completer=parameter_names)]
