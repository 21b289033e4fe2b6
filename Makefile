# Everything runs in the project's own environment; the first target that needs it makes it.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
LOWEST := .venv-lowest
STAMP := $(VENV)/.installed

# Tests start some hundred processes: what Python compiles of symact is kept, whatever the shell's settings.
unexport PYTHONDONTWRITEBYTECODE

AXE := .node/node_modules/axe-core/axe.min.js

.PHONY: demo test test-all test-lowest lint format docs site tables clean

demo: $(STAMP)
	$(BIN)/python -m symact demo

test: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not exhaustive"

# Pages are looked at by Chromium and axe-core, and LaTeX by latexmk, where they are installed; elsewhere skipped aloud.
test-all: $(STAMP) $(AXE)
	$(BIN)/python -m pytest -n 2 --dist loadgroup

# The lowest versions that pyproject.toml allows of what symact itself needs; tests of frameworks are skipped aloud.
test-lowest: $(LOWEST)/.installed
	$(LOWEST)/bin/python -m pytest -n 2 --dist loadgroup -m "not exhaustive"

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

# Documents, atlas and scoreboard in one folder, ready to be served or read from files.
site: $(STAMP)
	$(BIN)/python -m pip install --quiet --group site
	$(BIN)/mkdocs build --quiet --strict --clean
	$(BIN)/symact atlas -o site/atlas --scoreboard docs/scoreboard/scoreboard.json --scoreboard docs/scoreboard/rows.json
	$(BIN)/python docs/check_links.py site

tables: $(STAMP)
	$(BIN)/symact publish -o reference_tables

$(STAMP): pyproject.toml
	@echo "Making $(VENV) with symact, what it is tested against and its tools: some minutes, 2 GB, once."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --progress-bar off --group frameworks --group test --group lint --editable .
	touch $(STAMP)

$(AXE):
	-npm install --silent --prefix .node axe-core@4.10.3

$(LOWEST)/.installed: pyproject.toml
	$(PYTHON) -m venv $(LOWEST)
	$(LOWEST)/bin/python -m pip install --quiet uv
	$(LOWEST)/bin/uv pip compile --quiet --resolution lowest-direct --python $(LOWEST) pyproject.toml -o $(LOWEST)/lowest.txt
	$(LOWEST)/bin/uv pip install --quiet --python $(LOWEST) --group test --requirement $(LOWEST)/lowest.txt --editable .
	touch $@

clean:
	rm -rf $(VENV) $(LOWEST) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .node site build dist
