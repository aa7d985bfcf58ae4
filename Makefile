# `make` alone lists what can be done. Needs Python 3.11 or later, and nothing else.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
PYTEST_ARGS ?=
# A server that tests share would have them cut each other's connections.
# Three on two cores: tests wait now and then, and two would leave more than a fifth of the machine idle.
WORKERS ?= $(if $(FEMSTEG_TEST_DATABASE_URL),0,3)

VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
READY := $(VENV)/ready
READY_DEV := $(VENV)/ready-dev

export VIRTUAL_ENV := $(CURDIR)/$(VENV)
export UV_NO_PROGRESS := 1
# Behind a proxy that inspects TLS only the system's certificates will do. By themselves uv never asks for them, and pip
# not before 24.2. Where there are none, each has a list of its own.
CERTIFICATES := $(or $(REQUESTS_CA_BUNDLE),$(CURL_CA_BUNDLE),$(SSL_CERT_FILE),$(firstword $(wildcard \
	/etc/ssl/certs/ca-certificates.crt /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem \
	/etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem)))
ifneq ($(CERTIFICATES),)
export UV_SYSTEM_CERTS ?= true
endif
# Without its bytecode kept, each start of Femsteg compiles all that it imports: two seconds instead of half a one.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run setup test check format lint types contracts wording docs rules tidy bench proof teeth vendor screenshots requirements clean

help: ## List what can be done
	@echo "Femsteg. Usage: make <target>"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(READY) ## Start Femsteg with demonstration data (HOST=127.0.0.1 PORT=8000)
	@exec $(BIN)/femsteg demo --host "$(HOST)" --port "$(PORT)"

setup: $(READY_DEV) ## Install all that tests and checks need

test: $(READY_DEV) ## Run the tests (PYTEST_ARGS="-k journey" for some; WORKERS=0 for one process, as -s and --pdb need)
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

check: format lint types contracts wording docs test ## The whole truth: everything below down to docs, and the tests

format: $(READY_DEV) ## Is the code formatted?
	$(BIN)/ruff format --check .

lint: $(READY_DEV) ## Is the code clean?
	$(BIN)/ruff check .

types: $(READY_DEV) ## Do the types agree?
	$(BIN)/mypy

contracts: $(READY_DEV) ## Does each module import only what it may?
	$(BIN)/lint-imports --no-logo

wording: $(READY_DEV) ## Do the files speak of the product alone?
	$(BIN)/python -m pytest -q tests/architecture/test_wording.py

docs: $(READY_DEV) ## Do the documents' links and lists hold?
	$(BIN)/python -m pytest -q tests/architecture/test_docs.py

rules: $(READY_DEV) ## Write docs/rules.md from the code
	$(BIN)/python -m tests.architecture.rules_page

tidy: $(READY_DEV) ## Format the code, and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY_DEV) ## Measure: all bench_*.py under tests/benchmarks, on a million events (FEMSTEG_BENCH_EVENTS=)
	$(BIN)/python -m pytest -s --override-ini python_files='bench_*.py' tests/benchmarks $(PYTEST_ARGS)

PROOFS = tests/projections/test_moments_of_a_long_log.py tests/projections/test_history_moments.py \
	tests/adapters/test_comparing.py tests/workflows/test_explaining.py

proof: $(READY_DEV) ## Hold 1,000 moments of a log of 100,000 events against plain folds of it, and 1,000 histories explained
	FEMSTEG_MOMENTS=1000 FEMSTEG_LOG_EVENTS=100000 FEMSTEG_HISTORIES=1000 \
		$(BIN)/python -m pytest -o faulthandler_timeout=0 $(PROOFS) $(PYTEST_ARGS)

teeth: $(READY_DEV) ## Take each protection away in turn: do the tests notice? (docs/faults.md)
	$(BIN)/python -m tests.faults.sabotage

vendor: $(READY_DEV) ## Fetch the front-end files of others that .ci/vendor.toml lists (needs npm)
	$(BIN)/python .ci/vendor.py

screenshots: $(READY_DEV) ## Take the pictures in docs/images anew, of a demonstration (needs Chromium)
	$(BIN)/python -m tests.browser.screenshots

COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	--no-emit-index-url --no-emit-find-links

requirements: $(UV) ## Pin the newest releases that pyproject.toml admits, with their hashes
	$(COMPILE) --upgrade --group pyproject.toml:build --output-file requirements-build.txt
	$(COMPILE) --upgrade pyproject.toml --constraint requirements-build.txt --output-file requirements.txt
	$(COMPILE) --upgrade pyproject.toml --group pyproject.toml:dev --constraint requirements-build.txt \
		--constraint requirements.txt --output-file requirements-dev.txt

clean: ## Remove the virtual environment and what tools left behind
	rm -rf $(VENV) .cache build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Set-up. The stamps make a second run free: nothing happens until a list of requirements changes.

INSTALL_SELF = $(UV) pip install --quiet --no-deps --no-build-isolation --editable .

$(UV): requirements-build.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Femsteg needs Python 3.11 or later; say which with PYTHON=…")'
	@echo "Making the virtual environment in $(VENV) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@REQUESTS_CA_BUNDLE="$(CERTIFICATES)" $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.txt
	@touch $(UV)

$(READY): $(UV) requirements.txt pyproject.toml
	@echo "Installing what Femsteg needs …"
	@$(UV) pip install --quiet --require-hashes -r requirements.txt
	@$(INSTALL_SELF)
	@touch $@

$(READY_DEV): $(UV) requirements-dev.txt pyproject.toml
	@echo "Installing what Femsteg and its tests need …"
	@$(UV) pip sync --quiet --require-hashes requirements-dev.txt
	@$(INSTALL_SELF)
	@touch $(READY) $@
