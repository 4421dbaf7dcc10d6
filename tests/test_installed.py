"""A wheel in a clean environment, outside the checkout."""

import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_scenarios_schema_and_types(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    expected = {f"sim/scenarios/{path.name}" for path in (ROOT / "scenarios").glob("*.yaml")}
    expected |= {
        "sim/scenarios/scenario.schema.json",
        "sim/scenarios/study.schema.json",
        "sim/scenarios/studies/alignment.yaml",
        "sim/CHANGELOG.md",
        "sim/CITATION.cff",
        "sim/references.bib",
        "sim/scenarios/traces/us_gdp_dynamism.csv",
        "sim/scenarios/traces/us_construction.csv",
        "sim/py.typed",
        "sim/model/crew.pyi",
        "sim/page/rules.wasm",
        "sim/page/rowing.html",
    }
    assert expected <= inside
    assert not [name for name in inside if name.startswith("sim/page/web")]
    assert not [name for name in inside if name.split("/")[0] not in ("sim", wheel.name.split("-py")[0] + ".dist-info")]


def test_the_installed_command_compares(wheel: Path, tmp_path: Path) -> None:
    """The dependencies are lent by this environment (by path, so that its own Coxed stays out of sight)."""
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    scripts = environment / ("Scripts" if sys.platform == "win32" else "bin")
    python = scripts / Path(sys.executable).name
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        str(wheel),
    ]
    subprocess.run(install, check=True)
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(
        subprocess.run([str(python), "-c", asked], check=True, capture_output=True, text=True).stdout.strip()
    )
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    where = subprocess.run(
        [str(python), "-c", "import sim; print(sim.__file__)"], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert str(environment.resolve()) in str(Path(where.stdout.strip()).resolve())
    done = subprocess.run(
        [str(scripts / "coxed"), "compare", "led", "over_managed", "--replicates", "5"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "led - over_managed" in done.stdout
    written = subprocess.run(
        [str(scripts / "coxed"), "page", "--out", "rowing.html"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert written.returncode == 0, written.stderr
    assert (tmp_path / "rowing.html").read_bytes() == (ROOT / "sim" / "page" / "rowing.html").read_bytes()
