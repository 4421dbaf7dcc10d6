"""Did you mean."""

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache

LONGEST_WORD = 60
SURE, APART = 0.8, 0.1


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that the word was probably meant to be, if any is near."""
    return _nearest(word, tuple(candidates))


@lru_cache(maxsize=1000)
def _nearest(word: str, candidates: tuple[str, ...]) -> str | None:
    # Comparing is quadratic in the length, and nobody mistypes a name into a page of text.
    if len(word) > LONGEST_WORD:
        return None
    return next(iter(get_close_matches(_plain(word), candidates, n=1, cutoff=0.7)), None)


def meant(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that the word was meant to be beyond doubt: the same but for case, or near and no other nearly so.

    Words that differ in a digit are names of different things, however near.
    """
    plain, known = _plain(word), [*candidates]
    if plain in known or len(word) > LONGEST_WORD:
        return plain if plain in known else None
    likeness = sorted(((SequenceMatcher(None, plain, other).ratio(), other) for other in known), reverse=True)
    (best, found), (second, _) = [*likeness, (0.0, ""), (0.0, "")][:2]
    alike = [c for c in plain if c.isdigit()] == [c for c in found if c.isdigit()]
    return found if best >= SURE and second <= best - APART and alike else None


def _plain(word: str) -> str:
    return word.strip().lower().replace("-", "_").replace(" ", "_")
