"""The codes for mistakes in study files, in addition to those of scenario files: a title and what to do."""

from sim.scenario import Code

CODES: dict[str, Code] = {
    "D001": Code(
        "unknown word in a study",
        "A study file has only the words that the message lists. Settings that are the same in all runs are written "
        "below 'set'.",
    ),
    "D002": Code(
        "no base scenario",
        "Every study names the scenario that its factors vary: a built-in one, or a file in its folder or below.",
    ),
    "D003": Code(
        "no factors",
        "A study varies at least one setting: name it below 'factors', or write 'factors: all' for all "
        "uncertain ones, each over its plausible range.",
    ),
    "D004": Code(
        "not the values of a factor",
        "The values of a factor are a range [low, high], a list {values: [...]}, or nothing, for the whole range.",
    ),
    "D005": Code(
        "empty range",
        "A range goes from a smaller number to a larger one. A single value is written {values: [x]}.",
    ),
    "D006": Code(
        "no range",
        "A setting that takes words has no range. Write {values: [...]} with the words, or nothing for all.",
    ),
    "D007": Code(
        "unknown design",
        "A design is factorial, lhs (Latin hypercube), sobol, saltelli (for Sobol indices), morris, or file.",
    ),
    "D008": Code(
        "design cannot be made",
        "Each kind of design takes its own words: n and seed (lhs, sobol, saltelli, morris), levels (factorial, "
        "morris), second_order and groups (saltelli), or path (file), as the message says.",
    ),
    "D009": Code(
        "not a power of two",
        "Sobol' sequences are balanced only where the number of their points is a power of two.",
    ),
    "D010": Code(
        "design file cannot be used",
        "A design file is a CSV or Parquet table of numbers and words. Its columns are named by settings, its rows are "
        "points. It has no other columns, such as an index or notes.",
    ),
    "D011": Code(
        "design too large",
        "A study holds at most a million points, ten million values (points times factors), 100 scenarios and policies "
        "together, and 1,000 traces with a million multipliers. Lower n or the levels, vary fewer factors, or list "
        "fewer values of levers.",
    ),
    "D012": Code(
        "replicates cannot be so",
        "Write one number, or {min: 10, max: 400, stop: {outcome: made_good_mean, half_width: 0.01, look_ahead: 2}}.",
    ),
    "D013": Code(
        "unknown outcome",
        "An outcome is a measure's name followed by _mean or _final, or one of the others in its reference.",
    ),
    "D014": Code(
        "unknown measure",
        "Series are kept of measures by name, such as made_good; 'all' keeps every one.",
    ),
    "D015": Code(
        "claim cannot be used",
        "A claim compares two expressions of numbers, + - * /, mean(...) and share(...), such as "
        "mean(base.made_good_mean) > mean(compare.made_good_mean). Nothing else is read, and nothing is executed. "
        "A factor that takes words is compared with one of its words, by == or !=. A condition must be met at some "
        "point of the study.",
    ),
    "D016": Code(
        "nothing to compare with",
        "In a claim, 'compare' is the first scenario that the study lists after 'compare:', 'compare2' the second, and "
        "so on. The study has no such scenario. Add it, or name another one.",
    ),
    "D017": Code(
        "no such built-in study",
        "A name without a folder and without an ending is one of the studies that come with Coxed. Your own files are "
        "named with their ending: 'mine.yaml'.",
    ),
    "D018": Code(
        "set and varied at once",
        "A setting is the same in all runs ('set'), a factor, or a lever of policies: only one of these.",
    ),
    "D019": Code(
        "not a seed",
        "A seed is a whole number from 0 to 9,223,372,036,854,775,807.",
    ),
    "D020": Code(
        "stops on an outcome that can be missing",
        "A point stops when the interval of an outcome is narrow. An outcome that some runs lack, such as the time of "
        "a recovery that did not come, tells only about the runs that have it. Stop on one that every run has.",
    ),
    "D030": Code(
        "distribution in a factorial design",
        "A factorial design runs all combinations of levels, each once. A distribution says how likely values are, "
        "which only a sample can show: sobol, lhs, saltelli or morris.",
    ),
    "D031": Code(
        "not a distribution",
        "A factor has one of loguniform: [low, high], normal: {mean: 4, sd: 2} (cut off at the ends of the allowed "
        "range, or at low and high), triangular: [low, mode, high], empirical: FILE.",
    ),
    "D032": Code(
        "values of a factor cannot be read",
        "An empirical distribution is a column of a CSV file with a header, below which each row has a number that the "
        "setting takes. If there are several columns, name one: {path: FILE, column: NAME}.",
    ),
    "D033": Code(
        "not policies",
        "Policies are all combinations of levers. Each lever is a setting with {values: [...]}, or a setting that "
        "takes words, with nothing after it for all of them.",
    ),
    "D034": Code(
        "nothing to compare",
        "Write one scenario after 'compare', or a list: compare: [over_managed, neither].",
    ),
    "D035": Code(
        "claims about policies",
        "Claims compare scenarios: base, compare, compare2. With policies every scenario has many versions, which "
        "`coxed robustness` and `sim.robustness` compare by regret.",
    ),
    "D036": Code(
        "not a target",
        "A target is the range in which the mean of an outcome must lie, such as effort_mean: [0.2, 0.35].",
    ),
}
