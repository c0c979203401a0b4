# Needs Python ≥ 3.11, git and make; everything else is installed into .venv once.
#   make train ARGS="experiment=xor"     make test ARGS="-k sigmoid"     make test PYTHON=python3.13

PYTHON ?= python3
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

# Two processes with one thread each: more threads only slow each other on networks this small.
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2

.DEFAULT_GOAL := help
.PHONY: help install train test slow check formatted lint types layers format clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(INSTALLED) ## set up .venv with the pinned versions

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("lessonnet needs Python 3.11 to 3.13, $(PYTHON) is %d.%d: choose another by PYTHON=" % sys.version_info[:2] if not (3, 11) <= sys.version_info[:2] < (3, 14) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

train: $(INSTALLED) ## train; overrides in ARGS, e.g. ARGS="experiment=xor"
	$(BIN)/python -m lessonnet.train $(ARGS)

test: $(INSTALLED) ## run every test that takes seconds
	$(PYTEST) -m "not slow" $(ARGS)

slow: $(INSTALLED) ## run the tests that take longer
	$(PYTEST) -m slow $(ARGS)

check: formatted lint types layers ## what a contribution must pass beside the tests

formatted: $(INSTALLED)
	$(BIN)/ruff format --check .

lint: $(INSTALLED)
	$(BIN)/ruff check .

types: $(INSTALLED)
	$(BIN)/mypy

layers: $(INSTALLED)
	$(BIN)/lint-imports

format: $(INSTALLED) ## rewrite the code in the project's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## remove .venv, builds and caches; runs/ and sweeps/ stay
	rm -rf $(VENV) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
