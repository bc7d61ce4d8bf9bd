# Everything a person does here. Nothing but Python 3.12 or newer, make and a package registry is needed:
# tools/uv finds uv or installs it into .tools/, and uv installs the rest into .venv/ as uv.lock says.
.DEFAULT_GOAL := help
.PHONY: help demo test check check-rest test-sqlite test-postgres docs bench soak clean sync sync-run sync-engines

UV    := tools/uv
IN    := .venv/bin
N     ?= 2
PYTEST := $(IN)/pytest
# Processes are started by the hundred here: without bytecode each of them compiles Django anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: sync-run ## build a small bank that runs its AI management system, and serve it
	@$(IN)/aims demo

test: test-sqlite test-postgres ## run all tests on SQLite, then those marked `postgres` on a private PostgreSQL

test-sqlite: sync
	@$(IN)/python tools/build_translations.py
	@$(PYTEST) -n $(N) -m "not soak"

test-postgres: sync
	@$(IN)/python -m tests.postgres run -- $(PYTEST) -n $(N) -m "postgres and not soak"

check: sync ## everything that must hold before a change is proposed, step by step
	@$(IN)/python tools/check.py

check-rest: sync
	@$(IN)/python tools/check.py --without tests

docs: sync ## build the documentation in both languages into docs/_build
	@$(IN)/python tools/check.py --only documentation

bench: sync ## measure, and compare with the goals and with peers
	@$(IN)/python bench/run.py

soak: sync-engines ## the long tests, 60 minutes at most
	@timeout --signal=INT --kill-after=60 60m $(IN)/python -m tests.postgres run -- $(PYTEST) -n 0 -m soak -rs || { \
	  code=$$?; [ $$code -eq 124 ] && echo "make soak: stopped after 60 minutes; what is not listed above did not run"; exit $$code; }

clean: ## remove what the other commands made (not your AIMS_HOME)
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache docs/_build bench/out
	find src sdk tests tools bench \( -name __pycache__ -o -name '*.mo' \) -prune -exec rm -rf {} +

sync-run:
	@$(UV) sync --quiet --frozen --inexact --no-dev --group demo

sync-engines:
	@$(UV) sync --quiet --frozen --group docs --group engines

sync:
	@$(UV) sync --quiet --frozen --group docs
