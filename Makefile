# The commands of this project. `make help` lists them.
# PYTHON chooses the Python for .venv (3.11 or newer), PORT the port of `make run`.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test check check-code check-data check-coverage bench pictures messages data-model lock

help: ## This list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Install what is needed, then serve the demonstration on 127.0.0.1, port 8000 or PORT=…
	@$(PYTHON) tools/install.py run
	@exec $(VENV)/registry demo --port $(PORT)

test: ## Run every test there is; installs Chromium, PostgreSQL and fonts where it may
	@$(PYTHON) tools/install.py test
	@$(VENV)/python -m tools.test

check: check-code check-data check-coverage ## All static checks, migrations, translations, documents, coverage gate

check-code: ## ruff, mypy, import-linter, djLint
	@$(PYTHON) tools/install.py test
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/lint-imports
	$(VENV)/djlint templates --lint --quiet

check-data: ## Models against migrations, translations complete, docs/DATA-MODEL.md in step
	@$(PYTHON) tools/install.py test
	$(VENV)/python -m tools.migrations
	$(VENV)/python -m tools.messages --all --check
	$(VENV)/python -m tools.data_model --check

check-coverage: ## Hold the coverage that `make test` measured against its floor
	@$(PYTHON) tools/install.py test
	@$(VENV)/python -m tools.coverage_gate

bench: ## Run benchmarks/ and print medians and ratios
	@$(PYTHON) tools/install.py test
	@$(VENV)/python -m benchmarks

pictures: ## Make the screenshots of the README and docs/pictures again
	@$(PYTHON) tools/install.py test
	@$(VENV)/python -m tools.pictures

messages: ## Update and compile the English catalogues from code and templates
	@$(PYTHON) tools/install.py test
	@$(VENV)/python -m tools.messages --all

data-model: ## Write docs/DATA-MODEL.md from the models
	@$(PYTHON) tools/install.py test
	@$(VENV)/python -m tools.data_model

lock: ## Write requirements/*.txt again with uv (versions and hashes, no addresses)
	@$(PYTHON) tools/lock.py
