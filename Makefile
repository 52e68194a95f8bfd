# From Python 3.11 or newer, make and pip to a running campaign. `make` alone lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

export SAM_CLI_TELEMETRY := 0
export UV := $(CURDIR)/.venv/bin/uv
PYTHON ?= python3
ENV ?= dev
ARGS ?=
BIN := .venv/bin
EMBEDDED := .venv-embedded/bin
LAYER_LOCKS := layers/campaign/requirements.txt layers/hub/requirements.txt layers/audience/requirements.txt
LOCK := $(UV) pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links

.PHONY: help setup lint test test-templates test-unit test-stack coverage sweep faults bench bench-lateness bench-visible soak restore-drill game-day demo replay replay-schedule mail-pictures hub-pictures cards deploy schemas openapi licences sbom security train lock clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F '\t' '{ printf "  make %-16s %s\n", $$1, $$2 }'

setup: .venv/.complete .venv-embedded/.complete .browser/.complete ## Install everything into .venv, .venv-embedded and .browser

.venv/.bootstrapped: requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	touch $@

# uv itself is in the lock of .venv too, or syncing would remove it.
.venv/.complete: .venv/.bootstrapped requirements/dev.txt pyproject.toml
	$(UV) pip sync --quiet --python .venv --require-hashes requirements/bootstrap.txt requirements/dev.txt
	$(UV) pip install --quiet --python .venv --no-deps --no-build-isolation --editable .
	touch $@

.venv-embedded/.complete: .venv/.bootstrapped requirements/embedded.txt
	$(UV) venv --quiet --allow-existing --python $(BIN)/python .venv-embedded
	$(UV) pip sync --quiet --python .venv-embedded --require-hashes requirements/embedded.txt
	touch $@

# What looks at pages, beside the machine's own Chromium and Java. Without npm those tests are skipped, and say so.
.browser/.complete: requirements/browser/package.json requirements/browser/package-lock.json requirements/browser/.npmrc
	if ! command -v npm > /dev/null; then
		echo "npm is not on this machine: some tests of the hub's pages will be skipped" >&2
		exit
	fi
	mkdir -p .browser
	cp $^ .browser/
	cd .browser && npm ci --silent
	touch .complete

lint: setup ## Style, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint test-templates test-unit test-stack ## Every check: lint, templates, unit and stack tests

test-templates: setup ## Check the templates as SAM and CloudFormation read them
	$(EMBEDDED)/sam validate --lint --region eu-west-1
	# Our own tests hold two rules that cannot see enough: WS1004 looks for log groups in the function's template alone,
	# ES6000 wants a redrive policy on dead-letter queues too. W3005 takes the alarms of a function's deployment, which are
	# not the function's, for what makes its DependsOn a second one.
	$(BIN)/cfn-lint --append-rules cfn_lint_serverless.rules --ignore-checks WS1004 ES6000 W3005 \
		--template template.yaml infrastructure/*.yaml

test-unit: setup ## Unit, event and template tests, without a socket
	$(BIN)/pytest -m "not stack and not sweep" --numprocesses auto

coverage: setup ## The same, with branch coverage, which has to reach 90 %
	$(BIN)/pytest -m "not stack and not sweep" --numprocesses auto --cov --cov-report=term

test-stack: setup ## The flows on the embedded AWS, with IAM enforced, in two halves side by side
	$(BIN)/python -m tests.stack.halves

sweep: coverage ## Slow checks: `coverage`; a short soak; 100,000 mutated webhook requests; with CAMPAIGN_DATA, all its posts through the deployed intake
	$(BIN)/pytest -m "sweep and not stack" --numprocesses auto
	# What plays in real time has the machine for itself.
	$(BIN)/pytest -m "sweep and stack"

bench: setup ## What things cost beside their peers, into docs/reports/bench.md; ARGS="--look --repetitions 5" for a quick look
	$(BIN)/python -m tests.benchmarks $(ARGS)

bench-lateness: setup ## How long after its time a milestone reaches SES, on the embedded AWS
	$(BIN)/python -m tests.benchmarks.lateness $(ARGS)

bench-visible: setup ## How long after its approval a video is on the hub, on the embedded AWS
	$(BIN)/python -m tests.benchmarks.visible $(ARGS)

soak: setup ## Ten minutes of everything at once and in trouble on the embedded AWS, beside a model; ARGS="--minutes 1" for a short one
	$(BIN)/python -m tests.soak $(ARGS)

faults: setup ## Every function with a fault at each of its calls, into docs/reports/faults.md; ARGS="deliver" for some
	$(BIN)/python -m tests.faults $(ARGS)

restore-drill: setup ## A campaign exported, put back into a second stack on the embedded AWS, and compared
	$(BIN)/python -m tests.restored $(ARGS)

game-day: setup ## Break a campaign on the embedded AWS on purpose, alarm by alarm, and mend it: docs/reports/game-day.md
	$(BIN)/python -m tests.game_day

demo: setup ## Play a whole campaign on the embedded AWS
	$(BIN)/campaign demo

replay: setup ## Put a file of posts through the deployed intake and compare: make replay FILE=posts.jsonl
	$(BIN)/campaign replay "$(FILE)"

replay-schedule: setup ## Play a schedule's changes with the announcing functions, beside a model: make replay-schedule FILE=changes.jsonl
	$(BIN)/python -m tests.announced "$(FILE)" $(ARGS)

mail-pictures: setup ## Every announcement's mail as Chromium shows it, into build/mail-pictures or FOLDER
	$(BIN)/python -m tests.announced.pictures "$(or $(FOLDER),build/mail-pictures)"

cards: setup ## Make the pictures anew that networks show beside a link to the hub, with Chromium
	$(BIN)/python -m campaign_cli.cards

hub-pictures: setup ## The hub's pages as Chromium shows them, into build/hub-pictures or FOLDER; ARGS="--country EG"
	$(BIN)/python -m tests.hub.pictures "$(or $(FOLDER),build/hub-pictures)" $(ARGS)

deploy: setup ## Deploy to AWS, guided; ENV=prod for production
	# SAM packs a function's folder as it lies, with what Python left there.
	find functions -name __pycache__ -prune -exec rm -rf {} +
	$(EMBEDDED)/sam build --config-env $(ENV)
	$(EMBEDDED)/sam deploy --config-env $(ENV) --guided

schemas: setup ## Write the schemas of what travels between functions
	$(BIN)/python -m campaign_cli.schemas

openapi: setup ## Write the OpenAPI documents of the APIs into docs/openapi
	$(BIN)/python -m campaign_cli.openapi.documents

licences: setup ## Write docs/licences.md, of what goes to AWS in the layers
	$(BIN)/python -m campaign_cli.licences

.venv-security/.complete: .venv/.bootstrapped requirements/security.txt
	$(UV) venv --quiet --allow-existing --python $(BIN)/python .venv-security
	$(UV) pip sync --quiet --python .venv-security --require-hashes requirements/security.txt
	touch $@

sbom: setup .venv-security/.complete ## Write each layer's CycloneDX bill of materials into docs/sbom
	$(BIN)/python -m tests.security.supply

security: setup .venv-security/.complete ## checkov, secrets, advisories, SBOM, licences, schemathesis: docs/reports/security.md
	$(BIN)/python -m tests.security $(ARGS)

train: setup ## Make care's phrases and weights from the corpus, and say what families it has not seen show
	$(UV) venv --quiet --allow-existing --python $(BIN)/python .venv-training
	$(UV) pip sync --quiet --python .venv-training --require-hashes requirements/dev.txt requirements/training.txt
	PYTHONPATH=layers/campaign/src .venv-training/bin/python -m training.care

lock: .venv/.bootstrapped ## Bring every lock file up to date
	$(LOCK) layers/campaign/requirements.in --output-file layers/campaign/requirements.txt
	# The campaign layer is always beside the hub's.
	$(LOCK) --no-emit-package tzdata --no-emit-package typing-extensions \
		layers/hub/requirements.in --output-file layers/hub/requirements.txt
	# cffi is compiled in: its parser of C is for building alone.
	$(LOCK) --no-emit-package pycparser layers/audience/requirements.in --output-file layers/audience/requirements.txt
	for name in bootstrap dev embedded security training; do
		$(LOCK) requirements/$$name.in --output-file requirements/$$name.txt
	done
	# Its package.json names versions: raise them there first.
	if command -v npm > /dev/null; then cd requirements/browser && npm install --silent --package-lock-only; fi

clean: ## Stop the embedded AWS and remove everything that make made
	if [ -x $(BIN)/campaign ]; then $(BIN)/campaign embedded stop; fi
	rm -rf .venv .venv-embedded .venv-security .venv-training .browser .embedded .aws-sam *.egg-info .coverage .hypothesis
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find functions layers cli tests -name __pycache__ -prune -exec rm -rf {} +
