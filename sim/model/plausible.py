"""What is plausible of a parameter, beside what is allowed: a distribution over real organizations, with its reason.

A parameter declares it in its one line. Samples of worlds, screenings, `factors: all` and the sliders of the page take
it from there. It is used outside the compiled rules only.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:  # declarations are read before anything is computed
    from numpy.typing import ArrayLike, NDArray

JUDGEMENT = "judgement"


@dataclass(frozen=True)
class Plausible:
    """A plausible distribution of one parameter.

    Attributes
    ----------
    shape
        `uniform`, `log-uniform` (evenly in logarithms), `triangular` with its mode, or `choice` of equally likely words
    low, high
        the limits, both included; a choice has none
    source
        the key of a reference in `references.bib`, or `judgement`
    reason
        what the limits rest on, in a few words
    mode
        the most likely value of a triangular distribution
    never
        the share of organizations in which the value is 0: what happens now and then never happens there
    apart
        why the default lies outside the limits, where it does
    whole, words
        whether values are whole numbers, and the words of a choice; both are taken from the annotation
    """

    shape: Literal["uniform", "log-uniform", "triangular", "choice"]
    low: float
    high: float
    source: str
    reason: str
    mode: float = 0.0
    never: float = 0.0
    apart: str = ""
    whole: bool = False
    words: tuple[str, ...] = ()

    def quantile(self, u: "ArrayLike") -> "NDArray[Any]":
        """The values at places of the unit interval.

        They rise with the place. A whole number k stands for the interval from k to k + 1, so that both ends are as
        likely as their neighbours.

        Parameters
        ----------
        u
            Places from 0 to 1.

        Returns
        -------
        array
            Values of the shape of `u`: numbers, whole numbers, or words.
        """
        import numpy as np

        places = np.clip(np.asarray(u, dtype=np.float64), 0, 1)
        if self.shape == "choice":
            number = np.minimum((places * len(self.words)).astype(np.int64), len(self.words) - 1)
            return np.asarray(np.take(np.asarray(self.words, dtype=np.object_), number), dtype=np.object_)
        rest = np.clip((places - self.never) / (1 - self.never), 0, 1)
        low, high = self.low, self.high + (1 if self.whole else 0)
        if self.shape == "uniform":
            values = low + rest * (high - low)
        elif self.shape == "log-uniform":
            values = np.exp(np.log(low) + rest * (np.log(high) - np.log(low)))
        else:
            share = (self.mode - low) / (high - low)
            up = low + np.sqrt(rest * (high - low) * (self.mode - low))
            down = high - np.sqrt((1 - rest) * (high - low) * (high - self.mode))
            values = np.where(rest < share, up, down)
        # Rounding must not leave the limits, nor may it drop a whole number that is met exactly.
        bounded = np.clip(np.floor(values + 1e-9) if self.whole else values, self.low, self.high)
        some = np.where(places < self.never, 0, bounded)
        return some.astype(np.int64) if self.whole else some

    def at(self, u: float) -> Any:
        """The value at one place, as a plain number or word."""
        return self.quantile(u).item()

    def of(self, whole: bool, words: Sequence[str]) -> "Plausible":
        """The same for what an annotation says of a parameter."""
        return replace(self, whole=whole, words=tuple(words))

    @property
    def judged(self) -> bool:
        """Whether no source gives the limits."""
        return self.source == JUDGEMENT

    @property
    def as_dict(self) -> dict[str, Any]:
        """The distribution as plain data, without what does not apply."""
        facts = asdict(self)
        kept = {name: facts[name] for name in ("shape", "low", "high", "mode", "never", "words", "source", "reason")}
        return {name: fact for name, fact in kept.items() if fact not in (0, ()) or name in ("low", "high")}

    def __str__(self) -> str:
        if self.shape == "choice":
            return "each word equally often"
        rarely = f"0 in {self.never:.0%}, else " if self.never else ""
        mode = f", most often {self.mode:g}" if self.shape == "triangular" else ""
        return f"{rarely}{self.low:g} to {self.high:g}, {self.shape}{mode}"


def uniform(low: float, high: float, source: str, reason: str, *, apart: str = "") -> Plausible:
    """Every value between the limits is equally likely."""
    return Plausible("uniform", low, high, source, reason, apart=apart)


def log_uniform(low: float, high: float, source: str, reason: str, *, never: float = 0.0, apart: str = "") -> Plausible:
    """Every ratio is equally likely: of a rate that may be small or large by orders of magnitude."""
    return Plausible("log-uniform", low, high, source, reason, never=never, apart=apart)


def triangular(low: float, mode: float, high: float, source: str, reason: str) -> Plausible:
    """The mode is most likely, and the limits are hardly met."""
    return Plausible("triangular", low, high, source, reason, mode=mode)


def each_word(source: str, reason: str) -> Plausible:
    """Each word of a choice is equally likely."""
    return Plausible("choice", 0, 0, source, reason)


def checked(plausible: Plausible | None, default: Any, low: float | None, high: float | None) -> Plausible | None:
    """Return the distribution if it lies within what is allowed, and around the default or says why not.

    Raises
    ------
    ValueError
        If it does not.
    """
    if plausible is None or plausible.shape == "choice":
        return plausible
    if low is None or high is None or not low <= plausible.low < plausible.high <= high:
        raise ValueError(f"plausible limits {plausible.low:g} to {plausible.high:g} are not within what is allowed")
    if plausible.shape == "log-uniform" and plausible.low <= 0:
        raise ValueError("a log-uniform distribution needs a positive lower limit")
    if plausible.shape == "triangular" and not plausible.low < plausible.mode < plausible.high:
        raise ValueError("the mode of a triangular distribution lies between its limits")
    inside = plausible.low <= default <= plausible.high or (plausible.never > 0 and default == 0)
    if inside == bool(plausible.apart):
        raise ValueError(f"the default {default} lies {'inside' if inside else 'outside'} what is plausible: say why")
    return plausible
