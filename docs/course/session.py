"""A course session of 90 minutes: predict, run, compare, explain.

`marimo edit docs/course/session.py` shows it with its code, `marimo run` as a page for those who do not program.
"""

import marimo

app = marimo.App(width="medium", app_title="Managed, led, both or neither")


@app.cell
def _():
    import marimo as mo
    import matplotlib.pyplot as plt

    import sim
    from sim.output import tables

    return mo, plt, sim, tables


@app.cell
def _(mo, plt, sim, tables):
    replicates = 100
    betting = "*Your bet comes first: nothing is computed before it is submitted.*"

    def results(comparison):
        """Means, paired differences and the figure of a comparison."""
        figure, axes = plt.subplots(figsize=(7, 0.6 + 0.55 * len(comparison.runs)))
        sim.plot.lanes(comparison, ax=axes)
        pages = [
            mo.md(tables.markdown(header, rows(comparison)))
            for header, rows in (
                (tables.MEAN_HEADER, tables.mean_rows),
                (tables.DIFFERENCE_HEADER, tables.difference_rows),
            )
        ]
        return mo.vstack([figure, *pages])

    def with_interval(gap):
        """A difference with its interval."""
        return f"**{gap.mean:+.3f}** ({gap.low:+.3f} to {gap.high:+.3f})"

    return betting, replicates, results, with_interval


@app.cell
def _(mo):
    mo.md("""
    # Managed, led, both or neither

    A crew rows to an island, and the island moves. *Management* fills every oar and keeps the stroke together:
    that makes speed. *Leadership* tells everybody where the island lies: that makes heading. What counts is
    velocity made good: speed × heading.

    | minutes | what |
    | --- | --- |
    | 10 | 1 One voyage |
    | 20 | 2 Two crews: bet, run, compare |
    | 20 | 3 Which half matters? |
    | 20 | 4 Turn it round |
    | 15 | 5 Explain it |
    | 5 | 6 How sure are we? |

    Work in pairs. Tell each other why you expect what you bet.
    """)
    return


@app.cell
def _(mo):
    mo.md("""
    ## 1 One voyage

    One crew that is managed and led, over 200 weeks. Every week the island may move and the water may change.
    **Look for a week in which the line falls. What may have happened, and how long does it take until the crew
    is back?** Then choose another replicate, which is another voyage of the same crew.
    """)
    return


@app.cell
def _(mo):
    voyage = mo.ui.slider(0, 9, value=0, label="replicate", show_value=True)
    voyage
    return (voyage,)


@app.cell
def _(plt, sim, voyage):
    one = sim.run("led", replicates=1, first=voyage.value)
    _figure, _axes = plt.subplots(figsize=(7, 2.6))
    for _measure in ("made_good", "direction_accuracy"):
        _axes.plot(one.measures[_measure][0], label=_measure)
    _axes.set(xlabel="week", ylim=(-1, 1.05))
    _axes.legend(loc="lower right", ncols=2)
    _figure
    return (one,)


@app.cell
def _(mo):
    mo.md("""
    ## 2 Two crews

    `over_managed` is managed very tightly: nine in ten departures from the plan are held back, hardly anybody is
    thanked, the teams do not feel safe, and nobody says where the island is. `led` is managed *and* led. Both
    meet the same ocean and the same luck.
    """)
    return


@app.cell
def _(mo):
    _who = ["led", "over_managed", "no difference"]
    first_bet = (
        mo.md("{farther}\n\n{faster}")
        .batch(
            farther=mo.ui.radio(_who, label="Who gets farther?"),
            faster=mo.ui.radio(_who, label="Who rows faster?"),
        )
        .form(submit_button_label="Bet")
    )
    first_bet
    return (first_bet,)


@app.cell
def _(betting, replicates, first_bet, results, mo, sim):
    mo.stop(first_bet.value is None, mo.md(betting))
    two = sim.compare(["led", "over_managed"], replicates=replicates)
    _won, _fast = two.winners()[0], two.winners("speed_mean")[0]
    mo.vstack(
        [
            results(two),
            mo.md(
                f"Farther: you said *{first_bet.value['farther']}*, it is **{_won}**. "
                f"Faster: you said *{first_bet.value['faster']}*, it is **{_fast}**."
            ),
            mo.md("**Which of the two numbers, speed or heading, makes the difference?** Write it down for part 5."),
        ]
    )
    return (two,)


@app.cell
def _(mo):
    mo.md("""
    ## 3 Which half matters?

    Take the two apart: `managed_only` knows the direction of the first day, and nobody corrects it; `no_paddles`
    has direction, but nobody who assigns the oars; `neither` has neither. **If both together are worth the sum of
    the halves, `led` must be as far ahead of `neither` as the two halves together.**
    """)
    return


@app.cell
def _(mo):
    second_bet = mo.ui.radio(
        ["less than the halves", "about the sum of the halves", "more than the halves"],
        label="Both together are worth …",
    ).form(submit_button_label="Bet")
    second_bet
    return (second_bet,)


@app.cell
def _(betting, replicates, results, mo, second_bet, sim, with_interval):
    mo.stop(second_bet.value is None, mo.md(betting))
    from sim.engine.statistics import interval

    four = sim.compare(["led", "managed_only", "no_paddles", "neither"], replicates=replicates)
    _far = {name: run.outcomes["made_good_mean"] for name, run in four.runs.items()}
    synergy = interval((_far["led"] - _far["managed_only"] - _far["no_paddles"] + _far["neither"]).to_numpy())
    mo.vstack(
        [
            results(four),
            mo.md(
                f"You said *{second_bet.value}*. Both together, less the sum of the halves: {with_interval(synergy)}."
            ),
        ]
    )
    return interval, synergy


@app.cell
def _(mo):
    mo.md("""
    ## 4 Turn it round

    **Find an ocean in which `over_managed` gets farther.** You have three sliders. Before you touch any of them,
    bet on which one will do it. Each setting is computed when you choose it.
    """)
    return


@app.cell
def _(mo):
    ocean = mo.md("""
    {strategic_turbulence}

    {operational_turbulence}

    {foresight}
    """).batch(
        strategic_turbulence=mo.ui.slider(0, 0.05, 0.005, 0.005, show_value=True, label="how often the island moves"),
        operational_turbulence=mo.ui.slider(0, 0.1, 0.005, 0.02, show_value=True, label="how often the water changes"),
        foresight=mo.ui.slider(0, 1, 0.05, 0, show_value=True, label="how much of it is foreseen"),
    )
    ocean
    return (ocean,)


@app.cell
def _(replicates, results, mo, ocean, sim, with_interval):
    third = sim.compare(
        [sim.load(name).with_(environment=ocean.value) for name in ("over_managed", "led")], replicates=replicates
    )
    _gap = third.difference("over_managed", "led")
    mo.vstack([results(third), mo.md(f"over_managed is ahead by {with_interval(_gap)}.")])
    return (third,)


@app.cell
def _(mo):
    mo.md("""
    ## 5 Explain it

    `over_managed` differs from `led` in four things at once. Here it gets back one of them at a time: **which one
    is worth most?** Then finish the sentence below, and compare it with that of your neighbours. It should name
    a mechanism (what happens in the boat, week by week), not only a winner.
    """)
    return


@app.cell
def _(replicates, mo, sim, with_interval):
    _tight, _led = sim.load("over_managed"), sim.load("led").parameters
    back = {
        "leadership": {"leadership": {"strength": _led.leadership.strength}},
        "freedom (control)": {"management": {"control": _led.management.control}},
        "thanks (rewards)": {"rewards": {"initiative": _led.rewards.initiative}},
        "safety": {"motivation": {"initial_safety": _led.motivation.initial_safety}},
    }
    _crews = [_tight, *(_tight.with_(name=name, **changes) for name, changes in back.items())]
    fourth = sim.compare(_crews, replicates=replicates)
    gains = {name: fourth.difference(name, "over_managed") for name in back}
    mo.md(
        "| given back | velocity made good gained |\n| --- | --- |\n"
        + "\n".join(f"| {name} | {with_interval(gain)} |" for name, gain in gains.items())
    )
    return fourth, gains


@app.cell
def _(mo):
    sentence = mo.ui.text_area(placeholder="If …, then …, because in the boat …", label="Our sentence", full_width=True)
    sentence
    return (sentence,)


@app.cell
def _(mo):
    mo.md("""
    ## 6 How sure are we?

    These are two different questions. *Is it luck?* More replicates make the interval narrower, and nothing else:
    choose how many. *Is it true of organizations?* No number of replicates answers this. Most numbers of the
    model are assumptions, and your results are what follows from them.
    """)
    return


@app.cell
def _(mo):
    many = mo.ui.slider(steps=[10, 30, 100, 300, 1000], value=10, show_value=True, label="replicates")
    many
    return (many,)


@app.cell
def _(many, mo, sim, with_interval):
    last = sim.compare(["led", "over_managed"], replicates=many.value).difference("led", "over_managed")
    mo.md(f"led is ahead by {with_interval(last)}; the interval is {last.high - last.low:.3f} wide.")
    return (last,)


@app.cell
def _(mo, sim):
    from sim.model.parameters import described

    _sources = [parameter.source for parameter in described()]
    mo.md(
        f"Of {len(_sources)} parameters, {_sources.count('assumed')} have a default that is an assumption. "
        f"Your neighbours see the same numbers as you, because everybody has seed 1 (Coxed {sim.__version__})."
    )
    return


if __name__ == "__main__":
    app.run()
