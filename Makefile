# The two commands are `make run` and `make test`; both set themselves up.
PYTHON ?= $(shell for p in python3 python3.13 python3.14 python3.12; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# How many processes run tests; each takes whole files. 0: all in one.
WORKERS ?= 2
# The tests start hundreds of processes, which would all translate the same sources without it.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup run test rule thorough lint literature experiments patterns ledger bench sweep generate docs page film node clean

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Coxed needs Python 3.12 or newer; name it: make $(MAKECMDGOALS) PYTHON=/path/to/python" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --no-compile --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[development]'
	@# What commands import is translated now, because the environment may forbid it later; the rest when it is needed.
	@$(BIN)/python -c "import sim.output.plot, sim.study.report.write" && $(BIN)/coxed scenario check led quick >/dev/null
	@touch $@

run: $(READY)  ## compare five crews in three oceans; the result goes to build/first_look
	@$(BIN)/python -m experiments.first_look

# Style and types are checked beside the tests, which wait now and then. The rules are compiled once, before them.
test: $(READY)  ## laws, closed forms, doors, house
	@mkdir -p build
	@$(MAKE) --no-print-directory lint >build/lint.txt 2>&1 & lint=$$!; \
	$(BIN)/coxed run led --replicates 1 >/dev/null 2>&1; \
	COXED_COMPILED=1 $(BIN)/python -m pytest --numprocesses=$(WORKERS) --dist=loadfile; tests=$$?; \
	wait $$lint && echo "style and types: nothing to say" || { cat build/lint.txt >&2; exit 1; }; exit $$tests

rule: $(READY)  ## the tests of one mechanism, uncompiled, seconds after an edit: make rule K=settling
	$(BIN)/python -m pytest tests/mechanisms/test_$(K).py

thorough: $(READY)  ## what takes long: killed sweeps, workers that die, memory, fuzzing
	$(BIN)/python -m pytest -m thorough --numprocesses=$(WORKERS) --dist=loadfile

sweep: $(READY)  ## a small sweep and its report; the result goes to build/sweep
	@rm -rf build/sweep
	@$(BIN)/coxed sweep quick --out build/sweep
	@$(BIN)/coxed report build/sweep

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo >/dev/null || $(BIN)/lint-imports --no-logo

literature: $(READY)  ## reproduce published results with all replicates; writes results/literature and docs/validation.md
	$(BIN)/coxed literature --out results/literature
	$(BIN)/python -m tools.reference

experiments: $(READY)  ## evaluate every claim, first look and real oceans; writes results/, docs/ledger.md and build/ledger.html
	$(BIN)/python -m experiments
	$(BIN)/python -m experiments.first_look --out results
	$(BIN)/python -m experiments.real_oceans
	$(BIN)/python -m tools.reference

patterns: $(READY)  ## hold the model against published patterns; writes results/patterns and docs/patterns.md
	$(BIN)/coxed patterns --out results/patterns
	$(BIN)/python -m tools.reference

ledger: $(READY)  ## the ledger as one page with figures: build/ledger.html
	@$(BIN)/python -m experiments --report

bench: $(READY)  ## the engine beside Mesa, C and WebAssembly; writes benchmarks/results.json and docs/performance.md
	$(BIN)/python -m benchmarks.bench

generate: $(READY)  ## write what is generated: schemas, reference, ledger, validation, the README's counts
	$(BIN)/python -m sim.scenario.schema
	$(BIN)/python -m sim.study.file.schema
	$(BIN)/python -m tools.reference

docs: $(READY)  ## the documentation and the page as a site in build/site, which needs neither server nor network
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict
	@$(BIN)/coxed page --out build/site/rowing.html

page: $(READY) node  ## compile the rules to WebAssembly, and build the page around them
	$(BIN)/python -m sim.page.build
	cd sim/page/web && npm run --silent check && npm run --silent bundle
	$(BIN)/python -m sim.page.bundle

film: $(READY)  ## the moving picture of the README, saved by the page in Chromium
	$(BIN)/python -m tools.film

node:  ## what the page is bundled and checked with, and what editors read the schemas with
	cd sim/page/web && npm install --silent --no-audit --no-fund
	cd tests/editor && npm install --silent --no-audit --no-fund

clean:
	rm -rf $(VENV) .mypy_cache .import_linter_cache .pytest_cache .ruff_cache .hypothesis build dist
