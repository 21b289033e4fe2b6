# Everything runs in the project's own environment; the first target that needs it makes it.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
STAMP := $(VENV)/.installed

.PHONY: demo test test-all lint format docs tables clean

demo: $(STAMP)
	$(BIN)/python -m symact demo

test: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not exhaustive"

test-all: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(STAMP)
	$(BIN)/python docs/api_page.py
	$(BIN)/symact claims --markdown -o docs/claims.md

tables: $(STAMP)
	$(BIN)/symact publish -o reference_tables

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --group frameworks --group test --group lint --editable .
	touch $(STAMP)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
