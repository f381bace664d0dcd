# Two commands: `make demo` and `make test`. Everything goes into .venv and .demo of this folder.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8501
BIN := $(VENV)/bin
DEMO_DB := .demo/archive.db

.PHONY: demo test fast check screenshots clean

demo: $(VENV)/.installed
	$(BIN)/callqa models fetch
	$(BIN)/callqa --db $(DEMO_DB) process recordings
	$(BIN)/callqa --db $(DEMO_DB) list
	$(BIN)/callqa --db $(DEMO_DB) dashboard --port $(PORT)

test: $(VENV)/.installed-test
	$(BIN)/callqa models fetch
	$(BIN)/python -m pytest

# Without the models and the browser: a few minutes.
fast: $(VENV)/.installed-test
	$(BIN)/python -m pytest -m "not models and not browser"

# The pictures of docs/screenshots, from the archive that `make demo` made.
screenshots: $(VENV)/.installed-test
	$(BIN)/python -m docs.screenshots --db $(DEMO_DB)

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/.installed-test: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[test]"
	touch $@ $(VENV)/.installed

$(VENV)/.installed-dev: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	touch $@ $(VENV)/.installed $(VENV)/.installed-test

clean:
	rm -rf $(VENV) .demo
