"""What is plausible of each parameter: laws of the distributions, and what their declarations must say."""

import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest, loguniform, triang
from scipy.stats import uniform as flat_law

from experiments.edition import samples
from sim.claims.sample import varied
from sim.explain.citations import KEY, entries
from sim.model.parameters import HIDDEN, described
from sim.model.plausible import JUDGEMENT, Plausible, checked, each_word, log_uniform, triangular, uniform
from sim.study.factors import uncertain
from tools.reference import groundless, sources

DECLARED = [p for p in described() if p.plausible is not None]
MIDDLES = (np.arange(2000) + 0.5) / 2000
SHAPES = (
    (uniform(2, 8, JUDGEMENT, ""), flat_law(2, 6)),
    (log_uniform(0.01, 0.2, JUDGEMENT, ""), loguniform(0.01, 0.2)),
    (triangular(0.1, 0.3, 0.9, JUDGEMENT, ""), triang(0.25, 0.1, 0.8)),
)


@pytest.mark.parametrize(("made", "law"), SHAPES, ids=lambda one: getattr(one, "shape", ""))
def test_quantiles_are_those_of_the_law(made: Plausible, law: object) -> None:
    assert made.quantile(MIDDLES) == pytest.approx(law.ppf(MIDDLES))
    assert made.quantile([0, 1]) == pytest.approx([made.low, made.high])


def test_another_law_is_seen() -> None:
    # The negative control of the test above: 2,000 evenly spread places tell a uniform from a log-uniform law.
    values = uniform(0.01, 0.2, JUDGEMENT, "").quantile(MIDDLES)
    assert kstest(values, loguniform(0.01, 0.2).cdf).pvalue < 1e-6
    assert kstest(values, flat_law(0.01, 0.19).cdf).pvalue > 0.999


@given(st.sampled_from(DECLARED), st.floats(0, 1), st.floats(0, 1))
def test_values_rise_with_their_place_and_stay_within_the_limits(about: object, u: float, v: float) -> None:
    made = about.plausible
    low, high = made.at(min(u, v)), made.at(max(u, v))
    if made.words:
        assert made.words.index(low) <= made.words.index(high)
        return
    assert isinstance(low, int if about.kind is int else float)
    assert low <= high <= made.high
    assert low >= made.low or (made.never > 0 and low == 0)


def test_whole_numbers_have_equal_parts_and_words_too() -> None:
    stages = uniform(1, 5, JUDGEMENT, "").of(whole=True, words=())
    assert Counter(stages.quantile(MIDDLES).tolist()) == dict.fromkeys(range(1, 6), 400)
    words = each_word(JUDGEMENT, "").of(whole=False, words=("a", "b"))
    assert Counter(words.quantile(MIDDLES).tolist()) == {"a": 1000, "b": 1000}


def test_what_may_never_happen_is_zero_in_its_share() -> None:
    every = log_uniform(25, 200, JUDGEMENT, "", never=0.3).of(whole=True, words=())
    values = every.quantile(MIDDLES)
    assert (values == 0).mean() == pytest.approx(0.3)
    assert values[values > 0].min() == 25
    assert values.max() == 200


@pytest.mark.parametrize(
    ("made", "default", "message"),
    [
        (uniform(0.2, 1.5, JUDGEMENT, ""), 0.5, "not within what is allowed"),
        (uniform(0.6, 0.8, JUDGEMENT, ""), 0.5, "lies outside what is plausible"),
        (uniform(0.2, 0.8, JUDGEMENT, "", apart="because"), 0.5, "lies inside what is plausible"),
        (log_uniform(0, 0.8, JUDGEMENT, ""), 0.5, "positive lower limit"),
        (triangular(0.2, 0.9, 0.8, JUDGEMENT, ""), 0.5, "the mode"),
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(made: Plausible, default: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        checked(made, default, 0, 1)


def test_a_default_outside_may_say_why() -> None:
    assert checked(uniform(0.6, 0.8, JUDGEMENT, "", apart="an extreme"), 0.5, 0, 1) is not None


def test_every_uncertain_parameter_says_what_is_plausible_and_why() -> None:
    for about in described():
        hidden = about.group in HIDDEN
        if about.source == "assumed" and not hidden:
            assert about.plausible is not None, about.path
        if about.plausible is None:
            continue
        assert not hidden, about.path
        assert about.plausible.reason, about.path
        source = about.plausible.source
        assert source == JUDGEMENT or (re.fullmatch(KEY, source) and source in entries()), about.path


def test_at_most_25_defaults_rest_on_judgement_alone() -> None:
    assert len(groundless()) <= 25
    assert f"{len(groundless())} are judgement alone" in sources()


def test_samples_and_screenings_take_what_is_declared() -> None:
    assert varied() == [p.path for p in DECLARED]
    assert set(uncertain()) < set(varied())
    worlds = next(sample.worlds for sample in samples() if sample.name == "plausible")
    for about in (about for about in DECLARED if about.path in worlds):
        made, values = about.plausible, worlds[about.path]
        if made.words:
            assert set(values) <= set(made.words)
        else:
            assert (((values >= made.low) & (values <= made.high)) | ((values == 0) & (made.never > 0))).all()
