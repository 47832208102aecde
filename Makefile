# make setup, make demo, make test: each sets up what it needs. `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up

# numpy's threads would fight each other on a small machine; grading sets the same.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test bench lint types verify fuzz nightly clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## a virtual environment in .venv, with every version pinned

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "setting up: expected Python 3.11 or newer as '$(PYTHON)'"; \
	  echo "  came:     $$($(PYTHON) --version 2>&1)"; \
	  echo "  do next:  name another one, such as: make setup PYTHON=python3.12"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --constraint constraints.txt 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --constraint constraints.txt --editable '.[nbgrader]' --group dev
	@touch $@

demo: $(STAMP) ## grade a small class whose results are known, and show a page
	$(BIN)/grader demo

test: $(STAMP) ## run the tests
	$(BIN)/python -m pytest $(TESTS)

bench: $(STAMP) ## run the benchmarks, but for the hostile one, which takes hours
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --constraint constraints.txt --group bench
	for each in $(filter-out benchmarks/hostile.py,$(wildcard benchmarks/[a-z]*.py)); do \
	  $(BIN)/python $$each || exit 1; done

lint: $(STAMP) ## check style and layout
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP) ## check types
	$(BIN)/mypy

verify: $(STAMP) ## prove every assignment, and that assignments/ is what is generated
	$(BIN)/grader generate --check
	$(BIN)/grader verify $(VERIFY)

fuzz: $(STAMP) ## five million damaged frames against the decoder of the wire
	GRADER_FUZZ_FRAMES=5000000 $(BIN)/python -m pytest -s tests/boundary/test_fuzz.py

nightly: ## all that a night should prove: long tests, fuzzing, benchmarks
	.ci/nightly

clean: ## remove what was made here: environment, caches, demo, builds
	rm -rf $(VENV) demo-run build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
