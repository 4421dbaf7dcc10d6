"""The option `--rules FILE`, for mechanisms and measures of your own, and the model that a command runs.

Only the person who runs a command can name a file with code; a scenario file cannot.
"""

import importlib.util
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from sim.cli.terminal import Misuse, raise_interrupts

if TYPE_CHECKING:
    from sim.model.assemble import Model
    from sim.model.mechanism import Mechanism
    from sim.scenario import Scenario

PREFIX = "coxed_rules_"  # how the names of modules begin that are made of such files
_PLACE = re.compile(r'(?:at|from) (\S+) \((\d+)\)|File "([^"]+)", line (\d+)')
type RuleFiles = Annotated[list[Path] | None, Parameter(name="--rules", negative="", metavar="FILE")]


def use(files: Sequence[Path] | None) -> "Model | None":
    """Return the model with the rules and measures of these files, or None without files.

    The mechanisms of a file are added to the week after the one that their `after` names, or at its end. If the file
    has a list `RULES`, this is the whole week. Measures are added to the built-in ones. From then on, settings may name
    the new parameters.

    Raises
    ------
    Refused
        If a file cannot be used; the message names the lines.
    """
    if not files:
        return None
    from sim.cli.flaws import refused
    from sim.cli.own_modules import importing_from
    from sim.model.assemble import RuleError, model
    from sim.model.identity import UnidentifiableError
    from sim.model.measures import Measure
    from sim.model.parameters import know
    from sim.model.week import WEEK, placed

    rules, measures = WEEK, dict[str, Measure]()
    for file in files:
        if not file.is_file():
            raise Misuse(f"there is no file {file}", "name a Python file with your rules")
        try:
            with importing_from(file.parent.resolve()):
                loaded = _loaded(file)
                rules = tuple(loaded.RULES) if hasattr(loaded, "RULES") else placed(_mechanisms(loaded), rules)
                measures |= {name: value for name, value in vars(loaded).items() if isinstance(value, Measure)}
                made = model(rules, measures)
        except UnidentifiableError as error:
            raise Misuse(f"{file}: {error}") from error
        except RuleError as error:
            raise refused(error, file) from error
        except ValueError as error:
            raise Misuse(f"{file}: {error}", "how to write a rule is described in docs/how-to/rules.md") from error
    if rules == WEEK and not measures:
        raise Misuse(
            f"{files[0]} defines neither a rule nor a measure", "write `class Mine(sim.Mechanism):` with a step"
        )
    know(made.parameters, made.measures)
    return made


def ready_model(own: "Model | None", *scenarios: "Scenario") -> "Model":
    """Return the model to run, `own` or the built-in one, with its compiled code loaded for these scenarios.

    From then on Ctrl-C raises KeyboardInterrupt.
    """
    from sim.model.assemble import standard

    model = own or standard()
    for scenario in scenarios:
        model.prepare(scenario.of(model).parameters)
    raise_interrupts()
    return model


def place_in_rules(error: Exception) -> tuple[str, list[dict[str, object]]] | None:
    """Return the message about rules that cannot be compiled, or that failed as they ran; None for other errors."""
    from sim.model.flaws import RuleError

    if isinstance(error, RuleError):
        misuse = Misuse(_compiled_line(str(error)) + str(error))
        return str(misuse), misuse.errors
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    files = {Path(str(module.__file__)).resolve() for name, module in sys.modules.items() if name.startswith(PREFIX)}
    own = [frame for frame in frames if Path(frame.f_code.co_filename).resolve() in files]  # some have no globals
    if not own:
        return None
    lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if frame is own[-1]]
    misuse = Misuse(f"{own[-1].f_code.co_filename}, line {lines[-1]}: {type(error).__name__}: {error}")
    return str(misuse), misuse.errors


def _compiled_line(message: str) -> str:
    """Return the place in a file of rules that numba names first, as the beginning of a message."""
    files = {Path(str(module.__file__)).name for name, module in sys.modules.items() if name.startswith(PREFIX)}
    for one, line, other, number in _PLACE.findall(message):
        if Path(one or other).name in files:
            return f"{Path(one or other).name}, line {line or number}: "
    return ""


def _mechanisms(module: ModuleType) -> "Iterator[type[Mechanism]]":
    """The mechanisms of a file. Raises RuleError for two of one name; a subclass takes the place of its class."""
    from sim.model.flaws import Flaw, RuleError
    from sim.model.mechanism import Mechanism

    named: dict[str, type[Mechanism]] = {}
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Mechanism) and value.__module__ == module.__name__:
            other = named.setdefault(value.name, value)
            if not issubclass(value, other):
                both = f"{other.__name__} and {value.__name__} are both called {value.name}"
                raise RuleError(Flaw(f"{both}; give one of them another `name`", value))
            yield value


def _loaded(file: Path) -> ModuleType:
    """Import a file under a name of its own. Raises Misuse if it cannot be read or fails."""
    if file.suffix != ".py":
        raise Misuse(f"{file} is not a Python file", "its name must end in .py")
    from sim.cli.own_modules import FromSource

    name = f"{PREFIX}{file.stem}"
    loader = FromSource(name, str(file))
    spec = importlib.util.spec_from_file_location(name, file, loader=loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        loader.exec_module(module)
    except SyntaxError as error:
        pointer = "" if error.text is None else f"\n  {error.text.rstrip()}\n  {' ' * ((error.offset or 1) - 1)}^"
        raise Misuse(f"{file}, line {error.lineno}: {error.msg}{pointer}") from error
    except Exception as error:
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(file)]
        where = f", line {lines[-1]}" if lines else ""
        raise Misuse(f"{file}{where}: {type(error).__name__}: {error}") from error
    return module
