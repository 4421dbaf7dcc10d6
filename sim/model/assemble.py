"""A model put together from a list of mechanisms: state, parameters, measures, identity, compiled entry points."""

import hashlib
import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import cache, cached_property
from pathlib import Path
from typing import Any, cast

from numba.core.errors import NumbaError, UnsupportedBytecodeError

from sim.model import identity, kernel
from sim.model.compile import cache_folder, entry, freeze, is_cached, ready
from sim.model.flaws import RuleError as RuleError
from sim.model.flaws import refuse_flawed
from sim.model.measures import Measure, observer
from sim.model.measures import measures as built_in_measures
from sim.model.outcomes import outcome_names, summarize
from sim.model.parameters import Parameters, groups, knowing
from sim.model.plain_values import compiled as values
from sim.model.records import reset
from sim.model.source import code_hash
from sim.model.state import Floats, State, allocate, state_type
from sim.model.uncompiled import ADVICE, why
from sim.model.vocabulary import Observers as Observers
from sim.model.vocabulary import Rules as Rules
from sim.model.vocabulary import all_columns, all_measures, all_parameters, named
from sim.model.week import WEEK

log = logging.getLogger("coxed")


class Model:
    """A week of mechanisms, and what follows from it.

    Attributes
    ----------
    rules : the mechanisms in order
    columns, measures : by path and by name, the built-in ones first
    parameters : the groups of parameters, those that mechanisms bring along last
    custom : identity of each mechanism that is not built in, by name; with `week`, if the order is another
    custom_measures : identity of each measure that is not built in, by name
    """

    def __init__(self, rules: Rules, measures: Observers, rest: bool) -> None:
        self.rules = tuple(rules)
        self.rest = rest
        new, more = [rule for rule in self.rules if rule not in WEEK], named(measures)
        refuse_flawed(self.rules, more)
        self.parameters = all_parameters(new)
        self.columns = all_columns(new)
        self.measures = all_measures(new, more)
        self.custom = {rule.name: identity.rule_identity(rule) for rule in new}
        if [rule.name for rule in self.rules] != [rule.name for rule in WEEK]:
            self.custom["week"] = hashlib.sha256(" ".join(rule.name for rule in self.rules).encode()).hexdigest()
        added = {name: m for name, m in self.measures.items() if name not in built_in_measures()}
        self.custom_measures = {name: identity.measure_identity(m) for name, m in added.items()}

    def __reduce__(self) -> Any:
        """A model is pickled as what it is made of, and put together again where it is read."""
        declared = {name for rule in self.rules for name in rule.declared(Measure)}
        added = {name: self.measures[name] for name in self.custom_measures if name not in declared}
        return (standard, ()) if self is standard() else (_again, (self.rules, added, self.rest))

    def knowing(self) -> AbstractContextManager[None]:
        """While this lasts, files and arguments may speak of this model's parameters and measures."""
        return knowing(self.parameters, self.measures)

    @cached_property
    def observed(self) -> dict[str, str]:
        """The identity of each measure, and of how runs are summed up (`outcomes`)."""
        return {
            **{name: identity.measure_identity(m) for name, m in self.measures.items()},
            "outcomes": identity.summary_hash(),
        }

    @property
    def outcomes(self) -> list[str]:
        """The names of the outcomes, in the order of their columns."""
        return outcome_names(self.measures)

    @cached_property
    def identity(self) -> str:
        """SHA-256 (hex) of everything that decides numbers, observers included."""
        parts = [identity.rules_hash(), identity.measures_hash(), repr(sorted(self.custom.items())), str(self.rest)]
        return hashlib.sha256("\n".join([*parts, repr([*self.custom_measures.items()])]).encode()).hexdigest()

    @cached_property
    def _state_type(self) -> type:
        return state_type(self.columns)

    def allocate(self, parameters: Parameters, multiplier: Floats) -> State:
        """A state of zeros for these parameters; `multiplier` are the turbulence multipliers of the trace."""
        return allocate(self._state_type, parameters, multiplier, len(self.measures))

    def parameters_of(self, given: Parameters) -> Parameters:
        """The parameters with the groups of this model: those that are not given have their defaults.

        Raises
        ------
        RuleError
            If a group is given that no mechanism of this model has.
        """
        known, have = groups(self.parameters), groups(type(given))
        strange = [name for name in have if name not in known]
        if strange:
            raise RuleError(f"the scenario sets {', '.join(strange)}, but no rule of this run is called so")
        if type(given) is self.parameters:
            return given
        chosen = {name: getattr(given, name).model_dump() for name in have}
        return self.parameters.model_validate(chosen)

    # ----- entry points -------------------------------------------------------------------------

    @cached_property
    def folder(self) -> Path:
        """Where this model's compiled code is kept."""
        return cache_folder(self.identity)[0]

    @property
    def is_plain(self) -> bool:
        """Whether some mechanism runs in plain Python."""
        return not all(rule.compiled for rule in self.rules)

    @cached_property
    def begin(self) -> Callable[..., None]:
        """`begin(state, parameters, seed, replicate)` sets the state to the start of a replicate."""
        if self.is_plain:
            return cast(Callable[..., None], self._made("begin"))
        return lambda state, parameters, seed, replicate: self._run_one(state, parameters, seed, replicate, 0, 0)

    @cached_property
    def advance(self) -> Callable[..., None]:
        """`advance(state, parameters, seed, replicate, start, stop)` runs periods `start` … `stop - 1` of a replicate.

        It ends at the first period in which nothing can change any more. What is left out would have given the same
        numbers again, so they are filled in.
        """
        if self.is_plain:
            return cast(Callable[..., None], self._made("advance"))
        return lambda state, parameters, seed, replicate, start, stop: self._run_one(
            state, parameters, seed, replicate, kernel.GOES_ON - start, stop
        )

    def _run_one(self, state: State, parameters: Parameters, seed: int, replicate: int, start: int, stop: int) -> None:
        """Run periods of one replicate by `run_stretch`, so that no second week is compiled; keep no outcomes."""
        self.run_stretch(state, parameters, seed, replicate, start, stop, *self._nothing)

    @cached_property
    def _nothing(self) -> tuple[Floats, Floats]:
        """Outcomes of one replicate that nobody reads, and no series."""
        import numpy as np

        return np.zeros((1, len(self.outcomes))), np.zeros((0, len(self.measures), 0))

    @cached_property
    def run_stretch(self) -> Callable[..., None]:
        """`run_stretch(state, parameters, seed, first, start, stop, outcomes, series)` runs many replicates.

        Replicates `first`, `first + 1`, … run one after another in the same state. `outcomes` (replicates × outcomes)
        gives their number and is written where a replicate ends; so is `series` (replicates × measures × periods),
        which may have no rows. A stretch that does not begin at 0 goes on from the state; one that begins at period 0
        and is to go on from the state is said to begin at `kernel.GOES_ON`.
        """
        return cast(Callable[..., None], self._made("run_stretch"))

    @property
    def text(self) -> str:
        """The entry point as it is written from the list, see `sim.model.kernel`."""
        return kernel.whole(self.rules, self._observer, self.rest)

    @property
    def _observer(self) -> str:
        return observer(self.measures, self.columns)

    def small_entries(self) -> dict[str, Any]:
        """The three entry points with one copy of the week: half the size, and longer to compile."""
        scope = self._scope()
        made = kernel.functions(None, kernel.apart(self.rules, self._observer, self.rest), scope)
        small = {name: entry(made[name], None) for name in ("begin", "advance")}
        small["run_stretch"] = entry(kernel.functions(None, kernel.SMALL, {**scope, **small})["run_stretch"], None)
        return small

    def prepare(self, parameters: Parameters) -> None:
        """Compile or load `run_stretch`, best in the main thread, where it can be interrupted; nothing is run.

        Raises
        ------
        RuleError
            If a mechanism or measure cannot be compiled.
        """
        import numpy as np

        if not self.is_plain and not is_cached("run_stretch", self.folder):
            what = f"the week with {', '.join(self._named())}" if self.custom else "the rules for this machine"
            log.warning("compiling %s; this takes about half a minute, once", what)
        crew = self.allocate(parameters, np.ones(1))
        nothing = np.zeros((0, len(self.outcomes))), np.zeros((0, len(self.measures), 0))
        self.first(self.run_stretch, crew, values(parameters), 0, 0, 0, 0, *nothing)
        if not self.is_plain:
            freeze(self.run_stretch)

    def first(self, function: Callable[..., None], *arguments: Any) -> None:
        """Call an entry point for the first time, see `sim.model.compile.ready`; say what cannot be compiled."""
        self._refuse_changed()
        try:
            if not self.is_plain:
                ready(function, self.folder, *arguments)
            else:
                function(*arguments)
        except (NumbaError, UnsupportedBytecodeError) as error:
            if not self.custom and not self.custom_measures:
                raise
            names = ", ".join([*self._named(), *self.custom_measures])
            text = why(str(error), self.columns, self.parameters)
            raise RuleError(f"{names} cannot be compiled: {text}\n{ADVICE}") from None

    def _refuse_changed(self) -> None:
        """Refuse rules and measures whose globals are no longer those by which the model is identified."""
        now = {rule.name: identity.rule_identity(rule) for rule in self.rules if rule.name in self.custom}
        seen = {name: identity.measure_identity(self.measures[name]) for name in self.custom_measures}
        made = self.custom | self.custom_measures
        if changed := [name for name, content in (now | seen).items() if content != made[name]]:
            raise RuleError(f"{', '.join(changed)} changed after the model was made; make the model again")

    def _named(self) -> list[str]:
        return [name for name in self.custom if name != "week"] or ["another order"]

    def _made(self, name: str) -> Any:
        """An entry point by name, compiled into the model's folder, or in Python around what is compiled."""
        scope = self._scope()
        if not self.is_plain:
            return entry(kernel.functions(self.folder, self.text, scope)[name], self.folder)
        made = kernel.functions(None, kernel.plain(self.rules, self.rest), {**scope, **self._compiled_parts()})
        return made[name]

    def _scope(self) -> dict[str, Any]:
        scope: dict[str, Any] = {
            "luck_of": kernel.luck_of, "hold": kernel.hold, "GOES_ON": kernel.GOES_ON, "reset": reset,
            "summarize": summarize,
        }  # fmt: skip
        for rule in self.rules:
            for hook in ("start", "active", "step"):
                scope[f"{rule.name}_{hook}"] = getattr(rule, hook)
        for row, measure in enumerate(self.measures.values()):
            scope[f"measure{row}"] = measure.function
        return scope

    def _compiled_parts(self) -> dict[str, Any]:
        """What is compiled around rules in plain Python; each part is kept in a folder named by what is in it."""
        scope, made = self._scope(), {}
        # numba finds the types of a signature by their names, so code for other types lies elsewhere.
        kinds = self._state_type.__name__, type(values(self.parameters())).__name__
        for name, text in kernel.around_plain(self.rules, self._observer).items():
            inside = [rule for rule in self.rules if f"{rule.name}_" in text]
            own = [self.custom.get(rule.name, "") for rule in inside]
            seen = [identity.measures_hash(), *self.custom_measures.items()] if name in ("observe", "sum_up") else []
            content = repr([code_hash(inside), own, seen, text, kinds])
            folder = cache_folder(hashlib.sha256(content.encode()).hexdigest())[0]
            made[name] = entry(kernel.functions(folder, text, scope)[name], folder)
        return made


@cache
def standard() -> Model:
    """The built-in model."""
    return Model(WEEK, (), True)


def model(rules: Rules | None = None, measures: Observers = (), *, rest: bool = True) -> Model:
    """The model of a list of rules (default: the built-in week) and of more measures.

    Parameters
    ----------
    rules
        Mechanisms in order, such as `[*sim.WEEK, Mine]`.
    measures
        Measures beside the built-in ones and those of the rules.
    rest
        Whether a run ends early where nothing can change any more; the numbers are the same.

    Raises
    ------
    RuleError
        For a list that makes no model.
    UnidentifiableError
        For a rule that uses what cannot be identified, see `sim.model.identity`.
    """
    listed = measures if isinstance(measures, Mapping) else tuple(measures)
    if rest and not listed and (rules is None or tuple(rules) == WEEK):
        return standard()
    made = Model(WEEK if rules is None else rules, listed, rest)
    # A rule in plain Python may write to what it was made with: no other is taken for it.
    return made if made.is_plain else _kept.setdefault(made.identity, made)


def _again(rules: Rules, measures: Observers, rest: bool) -> Model:
    return model(rules, measures, rest=rest)


_kept: dict[str, Model] = {}
"""Models by identity, so that the same rules are compiled once in a process."""
