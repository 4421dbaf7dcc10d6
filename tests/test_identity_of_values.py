"""Whatever decides a rule's numbers decides its identity, or is refused: values, helpers in other files, wrappers."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent, indent

import pytest

from sim.model.identity import UnidentifiableError, rule_identity

RULE = """
import sim
{head}

class Mine({bases}):
    '''What it does.'''

    compiled = False
{inside}
    def step(luck, t, crew, p):
{step}
"""


def rule(step: str, head: str = "", inside: str = "", bases: str = "sim.Mechanism") -> dict[str, str]:
    """The files of a rule."""
    return {
        "mine": RULE.format(head=dedent(head), inside=indent(inside, " " * 4), step=indent(step, " " * 8), bases=bases)
    }


IT = "crew.people.skill[0] = "
CURVE = "def at(self, x):\n        return self.a * §"
STATIC = "    @staticmethod\n    def gain():\n        return §"
OWN = "def gain(x=1.0):\n    return x * §\n"

COUNT = {
    "a helper": rule(IT + "gain()", OWN),
    "its default": rule(IT + "gain()", "def gain(x=§):\n    return x\n"),
    "its attribute": rule(IT + "gain.rate", "def gain():\n    return 1\ngain.rate = §\n"),
    "a list of helpers": rule(IT + "GAINS[0]()", f"{OWN}GAINS = [gain]\n"),
    "a helper with a cache": rule(IT + "gain()", f"from functools import cache\n@cache\n{OWN}"),
    "a compiled helper": rule(IT + "gain()", f"from numba import njit\n@njit\n{OWN}"),
    "a wrapped helper": rule(
        IT + "gain()",
        "import math\nfrom functools import wraps\ndef around(f):\n    @wraps(math.sqrt)\n    def inner():\n"
        f"        return f()\n    return inner\n@around\n{OWN}",
    ),
    "a library's decorator": rule(
        "with gain():\n    pass", f"from contextlib import contextmanager\n@contextmanager\n{OWN}    yield 1\n"
    ),
    "a module": {**rule(IT + "util.gain()", "import util"), "util": OWN},
    "a module of a module": {
        **rule(IT + "util.gain()", "import util"), "deep": OWN,
        "util": "import deep\ndef gain():\n    return deep.gain()\n",
    },
    "a package": {**rule(IT + "pack.sub.gain()", "import pack.sub"), "pack/__init__": "", "pack/sub": OWN},
    "what is imported in the step": {**rule("import util\n" + IT + "util.gain()"), "util": OWN},
    "what is imported from there": {**rule("from util import gain\n" + IT + "gain()"), "util": OWN},
    "a helper by its name": {**rule(IT + "getattr(util, 'gain')()", "import util"), "util": OWN},
    "a file with a library's name": {**rule(IT + "sched.gain()", "import sched"), "sched": OWN},
    "a helper from it": {**rule(IT + "gain()", "from sched import gain"), "sched": OWN},
    "a constant of the class": rule(IT + "Mine.K", inside="K = §\n"),
    "an array of the class": rule(IT + "Mine.K[0]", "import numpy as np", "K = np.array([§, 1.0])\n"),
    "a function of its base": rule(
        IT + "Mine.gain()", f"class Base(sim.Mechanism):\n    name = 'mine'\n{STATIC}\n", bases="Base"
    ),
    "a function of a mixin": rule(IT + "Mine.gain()", f"class Mixin:\n{STATIC}\n", bases="Mixin, sim.Mechanism"),
    "a function of another class": rule(IT + "Other.gain()", f"class Base:\n{STATIC}\nclass Other(Base):\n    pass\n"),
    "a field of a dataclass": rule(
        IT + "CURVE.a", "from dataclasses import dataclass\n@dataclass\nclass Curve:\n    a: float\nCURVE = Curve(§)\n"
    ),
    "a method of a dataclass": rule(
        IT + "CURVE.at(1)",
        f"from dataclasses import dataclass\n@dataclass\nclass Curve:\n    a: float\n    {CURVE}\nCURVE = Curve(1.0)\n",
    ),
    "a bound method of it": rule(
        IT + "AT(1)",
        f"from dataclasses import dataclass\n@dataclass\nclass Curve:\n    a: float\n    {CURVE}\nAT = Curve(1.0).at\n",
    ),
    "a method of a named tuple": rule(
        IT + "CURVE.at(1)",
        f"from typing import NamedTuple\nclass Curve(NamedTuple):\n    a: float\n    {CURVE}\nCURVE = Curve(1.0)\n",
    ),
    "a method of a word": rule(
        IT + "WORD.at()",
        "import enum\nclass Word(enum.Enum):\n    A = 1\n    def at(self):\n        return §\nWORD = Word.A\n"
    ),
    "the default of a dict": rule(
        IT + "TABLE['x']", "from collections import defaultdict\nTABLE = defaultdict(lambda: §)\n"
    ),
    "the names of an array's fields": rule(
        IT + "TABLE['a'][0]",
        "import numpy as np\nNAMES = ['a', 'b'][:: 1 if § == 1 else -1]\n"
        "TABLE = np.ones(1, [(NAMES[0], 'f8'), (NAMES[1], 'i8')])\nNAMES = None\n",
    ),
}  # fmt: skip

REFUSED = {
    "a method of an object": rule(
        IT + "LOOK()",
        "class T:\n    def __init__(self, v): self.v = v\n    def get(self): return self.v\nLOOK = T(1).get\n",
    ),
    "a vectorized function": rule(IT + "gain(1)", f"import numpy as np\n@np.vectorize\n{OWN}".replace("§", "1")),
    "a ufunc of one's own": rule(IT + "gain(1)", "import numpy as np\ngain = np.frompyfunc(lambda x: x, 1, 1)\n"),
    "a number that computes otherwise": rule(IT + "K * 2", "class K(float):\n    pass\nK = K(1)\n"),
    "a dict that answers otherwise": rule(IT + "K['x']", "class K(dict):\n    pass\nK = K()\n"),
    "the environment": rule(IT + "float(os.environ['K'])", "import os"),
    "a file": rule(IT + "float(open('k').read())"),
    "a clock": rule(IT + "datetime.now().second", "from datetime import datetime"),
    "what a person types": rule(IT + "float(input())"),
    "all globals": rule(IT + "globals()['K']", "K = 1.0"),
    "a hash that differs between processes": rule(IT + "hash('a')"),
    "an import of nothing": rule("import there_is_no_such_module\n" + IT + "1.0"),
    "a global that the step changes": rule("global K\nK += 1\n" + IT + "K", "K = 0"),
}


@pytest.fixture(autouse=True)
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Modules that a test imports are forgotten, and none is read from bytecode."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    known = dict(sys.modules)
    yield
    for name in sys.modules.keys() - known.keys():
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(tmp_path)):
            del sys.modules[name]
    sys.modules.update(known)


def identity(folder: Path, files: dict[str, str], value: str) -> str:
    for name, text in files.items():
        path = folder / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.replace("§", value), "utf-8")
        sys.modules.pop(name.removesuffix("/__init__").replace("/", "."), None)
    importlib.invalidate_caches()
    return rule_identity(importlib.import_module("mine").Mine)


@pytest.mark.parametrize("what", COUNT)
def test_whatever_decides_a_number_decides_the_identity(tmp_path: Path, what: str) -> None:
    found = [identity(tmp_path, COUNT[what], value) for value in ("1.0", "2.0", "1.0")]
    assert found[0] == found[2] != found[1]


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_identified_is_refused(tmp_path: Path, what: str) -> None:
    with pytest.raises(UnidentifiableError, match=r"\(mine: |mine imports|mine changes the global K"):
        identity(tmp_path, REFUSED[what], "1.0")


def test_whether_a_rule_says_that_it_rests_counts(tmp_path: Path) -> None:
    """Such a run may end early."""
    files = rule("return False")
    resting = {"mine": files["mine"].replace("crew, p):", "crew, p) -> bool:")}
    assert identity(tmp_path, files, "") != identity(tmp_path, resting, "")


@pytest.mark.parametrize(
    ("used", "head"),
    [("np.sqrt(2.0)", "import numpy as np"), ("sqrt(2.0)", "from math import sqrt"), ("len('a')", ""),
     ("np.argsort(A)[0]", "import numpy as np\nA = np.ones(2)"), ("expit(1.0)", "from scipy.special import expit"),
     ("np.linalg.norm(A)", "import numpy as np\nA = np.ones(2)"),
     ("norm(A)", "from numpy.linalg import norm\nA = (1.0,)"),
     ("sum(map(abs, A))", "A = (1.0,)"), ("reduce(max, A)", "from functools import reduce\nA = (1.0,)"),
     ("binom(2, 1)", "from scipy.special import binom"), ("upper('a') < 'b'", "upper = str.upper")],
)  # fmt: skip
def test_functions_of_libraries_are_no_obstacle(tmp_path: Path, used: str, head: str) -> None:
    """The control: not everything is refused."""
    files = rule(IT + used, head)
    assert identity(tmp_path, files, "") == identity(tmp_path, files, "")
