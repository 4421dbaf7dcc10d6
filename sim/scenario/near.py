"""Did you mean."""

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

LONGEST_WORD = 60


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that the word was probably meant to be, if any is near."""
    return _nearest(word, tuple(candidates))


@lru_cache(maxsize=1000)
def _nearest(word: str, candidates: tuple[str, ...]) -> str | None:
    # Comparing is quadratic in the length, and nobody mistypes a name into a page of text.
    if len(word) > LONGEST_WORD:
        return None
    plain = word.strip().lower().replace("-", "_").replace(" ", "_")
    return next(iter(get_close_matches(plain, candidates, n=1, cutoff=0.7)), None)
