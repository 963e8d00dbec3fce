# Everything a newcomer types. Each target prepares what it needs and redoes nothing.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test test-all bench fmt fresh

UV_VERSION := 0.13.9
# Town halls sit behind proxies with their own certificate: trust what the machine trusts.
export UV_SYSTEM_CERTS := 1
export UV_PROJECT_ENVIRONMENT := .venv/app
export UV_PYTHON_DOWNLOADS := never
# Compiled once here, so that the first start is not the one that compiles.
export UV_COMPILE_BYTECODE := 1
# Our own modules and tests too, even where the environment forbids it: half a minute of a suite.
export PYTHONDONTWRITEBYTECODE :=

APP := .venv/app/bin
SYNC = .venv/tools/bin/uv sync --quiet --frozen --python .venv/tools/bin/python
# The suite's temporary files live in memory where there is room, for it writes thousands of small
# databases; and its processes, as many as cores, have one thread of linear algebra each.
MEMORY := $(shell room=$$(df --output=avail /dev/shm 2>/dev/null | tail -1); \
	if [ "$${room:-0}" -gt 6000000 ]; then echo /dev/shm; else echo "$${TMPDIR:-/tmp}"; fi)
SUITE := TMPDIR=$(MEMORY) OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(APP)/python -m pytest -q
REAL_DATA := $(abspath $(or $(PARVIS_REAL_DATA),../shared/data))

help: ## Say what can be asked
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

run: .venv/run.stamp ## Build the demonstration and serve it on http://127.0.0.1:8000
	@$(APP)/parvis demo --serve

test: .venv/test.stamp ## Style, types, layers and the suite, in a real Chromium
	@scripts/libraries --required
	@chromium=$$(scripts/chromium); export CHROMIUM="$$chromium"; \
	$(APP)/ruff check src tests scripts; \
	$(APP)/ruff format --check src tests scripts; \
	$(APP)/mypy; \
	$(APP)/lint-imports --no-logo; \
	$(SUITE) -m "not long" -n 2 --dist loadfile --no-loadscope-reorder --randomly-seed=1

test-all: test ## The suite, then its long forms: many seeds, orders and kills, Lighthouse, Spark
	@scripts/postgresql
	@scripts/dovecot
	@$(SYNC) --group dev --extra spark
	@if command -v npm >/dev/null; then npm ci --silent --prefix tests/lighthouse; npm ci --silent --prefix tests/oidc; fi
	@chromium=$$(scripts/chromium); export CHROMIUM="$$chromium"; $(SUITE) -m long; \
	$(SUITE) -m "hypothesis and not long" -n 2 --hypothesis-profile=explore; \
	PARVIS_LOOKS=all $(SUITE) -m "browser and not long"

bench: .venv/test.stamp ## Every figure beside its yardstick, in one run
	@PARVIS_REAL_DATA="$(REAL_DATA)" $(APP)/parvis bench

fmt: .venv/test.stamp ## Put the code in the house's form
	@$(APP)/ruff check --fix src tests scripts
	@$(APP)/ruff format src tests scripts

fresh: ## A clone in an empty environment passes the suite and stays clean
	@PARVIS_REAL_DATA="$(REAL_DATA)" scripts/fresh

.venv/uv-$(UV_VERSION).stamp:
	@scripts/tools $(UV_VERSION)
	@touch $@

.venv/run.stamp: .venv/uv-$(UV_VERSION).stamp uv.lock pyproject.toml
	@scripts/libraries
	@echo "Installing what Parvis needs (once)" >&2
	@$(SYNC) --no-dev --inexact
	@touch $@

.venv/test.stamp: .venv/uv-$(UV_VERSION).stamp uv.lock pyproject.toml
	@echo "Installing what Parvis and its tests need (once)" >&2
	@$(SYNC) --group dev
	@touch $@ .venv/run.stamp
