# Zicht. `make` lists what there is to do; each goal sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header
export OPENBLAS_NUM_THREADS := 1
# Tests of words, definitions and documents: seconds, and they fail for most edits that no type or contract sees.
QUICK := tests/docs tests/spec/indicators/test_definitions.py tests/spec/project tests/spec/knowledge \
	tests/spec/site/test_pages.py tests/unit/sources tests/unit/site

.DEFAULT_GOAL := help
.PHONY: help install demo test check docs bench nightly format lock clean

help: ## List the goals
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.run: requirements/run.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/build.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt tools/install_browser.sh
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

install: $(VENV)/.run ## Make .venv with the zicht command

demo: install ## Run the main job on both projects and say where the pages are
	$(BIN)/python tools/demo.py

test: $(VENV)/.dev ## Run every test (installs Debian's Chromium where there is none)
	bash tools/install_browser.sh
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not nightly"

check: $(VENV)/.dev ## Format, lint, types, import contracts, docs, definitions, words: under a minute
	$(BIN)/ruff format --check src tests bench tools
	$(BIN)/ruff check src tests bench tools
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -n $(WORKERS) -m "not nightly and not browser" $(QUICK)

docs: $(VENV)/.dev ## Build the site of the documentation in build/docs
	$(BIN)/sphinx-build -q -W --keep-going -b html docs build/docs
	@echo "Open build/docs/index.html"

bench: $(VENV)/.dev ## Measure; the results go to bench/results
	$(BIN)/python bench/run.py

nightly: $(VENV)/.dev ## The long property tests
	bash tools/install_browser.sh
	HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest -n $(WORKERS) -m "nightly or not nightly"

format: $(VENV)/.dev ## Put the code in shape
	$(BIN)/ruff format src tests bench tools
	$(BIN)/ruff check --fix src tests bench tools

lock: ## Pin the dependencies anew (needs uv)
	$(COMPILE) --extra all pyproject.toml -o requirements/run.txt
	$(COMPILE) --extra all --extra dev --extra docs -c requirements/run.txt pyproject.toml -o requirements/dev.txt
	printf "hatchling\neditables\n" | $(COMPILE) -c requirements/dev.txt - -o requirements/build.txt

clean: ## Remove what the other goals made
	rm -rf $(VENV) build dist projects/*/.zicht projects/*/journal projects/*/deliveries projects/*/truth projects/*/releases projects/*/site projects/voorbeeldland/geography
