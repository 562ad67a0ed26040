# Everything a checkout needs, from a machine with nothing but Python 3.11 to 3.13 and make.
#
# The environment lives in .venv and is made from the lock files, hash by hash. What is done is
# remembered inside .venv, so that the second run starts at once and `make clean` forgets it all.

VENV := .venv
RUN  := $(VENV)/.installed
DEV  := $(VENV)/.installed-dev
SCALE := $(VENV)/.installed-scale
ARGS :=

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Where bytecode may not be kept, each process of the tests compiles all of them anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install demo test scale quick check scan audit advisories bench soak format screenshots lock clean
# Two pips at once in one environment break each other: `make -j` changes nothing here.
.NOTPARALLEL:

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' Makefile

install: $(RUN) ## the environment in .venv from requirements.lock, with .venv/bin/leadlight
	@echo "Ready: $(VENV)/bin/leadlight --help"

demo: $(RUN) ## the whole service on made-up data, in your browser (ARGS="--port 8701 --speed 5000")
	@$(VENV)/bin/leadlight demo $(ARGS)

test: $(DEV) ## all tests (ARGS="tests/scoring -x" for some; HYPOTHESIS_PROFILE=wide for many cases)
	@$(VENV)/bin/python -m pytest $(ARGS)

scale: $(SCALE) ## 1.5 GB beside it: every engine of a warehouse, so that `make test` asks them all
	@command -v java >/dev/null || echo "Spark needs Java: apt install default-jre-headless" >&2

# The rooms that changed since the last commit, new files among them.
CHANGED = $(sort $(filter $(patsubst tests/%/,%,$(wildcard tests/*/)),\
	$(shell git status --porcelain | sed 's/^...//' | tr '/' '\n')))

quick: $(DEV) ## the inner loop: lint, types, and the tests of the rooms that changed
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/mypy
	@$(if $(CHANGED),$(VENV)/bin/python -m pytest --exitfirst --failed-first --quiet \
	  $(addprefix tests/,$(CHANGED)) $(ARGS),echo "No room changed since the last commit.")

# The tests come last, so that the last line that CI prints is pytest's own count.
check: $(DEV) ## what CI runs: format, lint, types, import contracts, tests
	@$(VENV)/bin/ruff format --check
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-logo
	@$(MAKE) --no-print-directory test

ROOMS := bot collectors identity scoring ledger demo

LOCKS := requirements.lock requirements-dev.lock requirements-scale.lock

scan: $(DEV) ## unsafe calls and secrets in what is committed (ARGS=--accept: a finding is no secret)
	@$(VENV)/bin/ruff check --select S
	@$(VENV)/bin/bandit --quiet --configfile .ci/bandit.yaml --recursive $(ROOMS)
	@$(VENV)/bin/python -m tests.security.secret_scan $(ARGS)

audit: scan advisories ## these two: what a release needs

# Strict, for without it what cannot be asked about counts as fine.
advisories: $(DEV) ## the known faults of everything that is locked (asks an advisory service)
	@$(VENV)/bin/python -m tests.security.advisories $(ARGS) $(LOCKS)

format: $(DEV) ## write the format, and mend what the linter can mend by itself
	@$(VENV)/bin/ruff check --fix
	@$(VENV)/bin/ruff format

bench: $(DEV) ## what speed is claimed, each with a baseline of the same run (ARGS="score --size tenth")
	@$(VENV)/bin/python -m benchmarks $(ARGS)

soak: $(DEV) ## the promises at their figures for a release; writes docs/reliability-report.md
	@$(VENV)/bin/python -m tests.promises.soak $(ARGS)

screenshots: $(DEV) ## the pictures of the README, from the demo (needs chromium and its driver)
	@$(VENV)/bin/python -m tests.browser.screenshots

LOCK := uv pip compile pyproject.toml --quiet --universal --generate-hashes --python-version 3.11 \
	--no-annotate --custom-compile-command "make lock" --group build

lock: ## the lock files anew from pyproject.toml (needs uv; ARGS=--upgrade for newer versions)
	@command -v uv >/dev/null || { echo "make lock needs uv: python3 -m pip install uv" >&2; exit 1; }
	$(LOCK) $(ARGS) -o requirements.lock
	$(LOCK) $(ARGS) --group dev -o requirements-dev.lock
	$(LOCK) $(ARGS) --group dev --group scale --constraint requirements-dev.lock \
	  -o requirements-scale.lock

clean: ## remove the environment and the caches; never a ledger, never .env
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis dist
	find bot collectors identity scoring ledger demo tests -name __pycache__ -prune -exec rm -rf {} +

# --- The environment ------------------------------------------------------------------------------

# $(1) is a lock file. The package itself comes last and from this folder, so that an edit counts
# at once; what builds it is locked too, so that nothing is fetched unlocked.
define install_from
@echo "Installing from $(1), about a minute the first time ..."
@$(VENV)/bin/python -m pip install --quiet --require-hashes -r $(1)
@$(VENV)/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
@touch $@
endef

$(RUN): requirements.lock pyproject.toml $(VENV)/bin/python $(VENV)/bin/pip
	$(call install_from,requirements.lock)

# The development lock holds all of the other, so this is an installed environment as well.
$(DEV): requirements-dev.lock requirements.lock pyproject.toml $(VENV)/bin/python $(VENV)/bin/pip
	$(call install_from,requirements-dev.lock)
	@touch $(RUN)

# What is no wheel is built with what is locked, so that comes first, and by itself.
$(SCALE): requirements-scale.lock $(DEV)
	@echo "Installing from requirements-scale.lock, some minutes the first time ..."
	@awk '/^[^ ]/ {kept = /^setuptools==/} kept' requirements-scale.lock > $@.first
	@$(VENV)/bin/python -m pip install --quiet --require-hashes -r $@.first
	@$(VENV)/bin/python -m pip install --quiet --require-hashes --no-build-isolation \
	  -r requirements-scale.lock
	@touch $@

# A candidate is asked, never trusted by its name: a name may have nothing behind it, and Debian's
# python3 comes without what makes environments. One recipe for two files: `python` is gone when
# the system's Python went, `pip` when making the environment was cut short.
PYTHON ?=
CANDIDATES := python3 python3.13 python3.12 python3.11
RUNS_HERE  := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
HAS_VENV   := import ensurepip, venv

$(VENV)/bin/python $(VENV)/bin/pip:
	@found=; \
	for python in $(or $(PYTHON),$(CANDIDATES)); do \
	  "$$python" -c '$(RUNS_HERE)' 2>/dev/null || continue; \
	  found="$$python"; \
	  "$$python" -c '$(HAS_VENV)' 2>/dev/null || continue; \
	  echo "Making the environment in $(VENV) with $$("$$python" --version) ..."; \
	  exec "$$python" -m venv --clear $(VENV); \
	done; \
	if [ -n "$$found" ]; then \
	  echo "$$found ($$("$$found" --version)) cannot make environments: its venv or ensurepip module" \
	    "is missing. On Debian and Ubuntu: apt install python3-venv" >&2; \
	else \
	  echo "Leadlight needs Python 3.11, 3.12 or 3.13, and none of these is one:" \
	    "$(or $(PYTHON),$(CANDIDATES)). Install one (on Debian and Ubuntu: apt install python3-venv)," \
	    "or name yours: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; \
	fi; \
	exit 1
