# Kunak. Each target does all of its own set-up; it needs Python 3.11 or newer, make and pip.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
WORKERS ?= 2
KUNAK_FUZZ_SECONDS ?= 20

.DEFAULT_GOAL := help
.PHONY: help demo relay test check format bench laws soak messages screenshots static clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

demo: $(VENV)/run static ## a fictional group; opens the desk in the browser
	$(BIN)/kunak demo

relay: $(VENV)/relay ## the blind relay, on this machine (OPTIONS=... for others)
	$(BIN)/kunak relay serve $(OPTIONS)

test: $(VENV)/dev static $(VENV)/tools ## every test, in a real browser too
	@$(BIN)/python -m tests.prepare
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: $(VENV)/dev ## format, lint, types, imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/dev ## put the code in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/dev static $(VENV)/peers ## speed and memory, as ratios, beside peers where they install
	$(BIN)/python benches/run.py

fuzz: $(VENV)/fuzz ## parsers of bytes from outside, KUNAK_FUZZ_SECONDS (20) each
	@for name in $$($(BIN)/python -m tests.fuzz.run); do \
	  $(BIN)/python -m tests.fuzz.run $$name $(KUNAK_FUZZ_SECONDS) || exit 1; done

laws: $(VENV)/dev ## the properties, with many more examples
	HYPOTHESIS_PROFILE=laws $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile -m "not browser"

soak: $(VENV)/dev ## 30 laptops, a relay, 100,000 events: do all hold the same?
	$(BIN)/python benches/soak.py 30 100000 5

screenshots: $(VENV)/dev static $(VENV)/tools ## the pictures of docs/, from the demo
	$(BIN)/python docs/take_screenshots.py

clean: ## remove what was built (never a vault)
	rm -rf $(VENV) frontend/node_modules src/kunak/web/static build dist

include frontend/frontend.mk

$(VENV)/new:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Kunak needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || { $(PYTHON) -m pip install --quiet --user virtualenv && $(PYTHON) -m virtualenv --quiet $(VENV); } \
	  || { $(PYTHON) -m pip install --quiet --user --break-system-packages virtualenv && $(PYTHON) -m virtualenv --quiet $(VENV); }
	@touch $@

$(VENV)/run: $(VENV)/new requirements/run.txt pyproject.toml
	@echo "Installing what Kunak needs (about half a minute) ..."
	@$(PIP) --require-hashes -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/relay: $(VENV)/run requirements/relay.txt
	@echo "Installing what the relay needs ..."
	@$(PIP) --require-hashes -r requirements/relay.txt
	@touch $@

$(VENV)/dev: $(VENV)/run requirements/dev.txt
	@echo "Installing what the tests need ..."
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/fuzz: $(VENV)/dev requirements/fuzz.txt
	@echo "Installing what the fuzzing needs ..."
	@$(PIP) --require-hashes -r requirements/fuzz.txt
	@touch $@

$(VENV)/peers: $(VENV)/dev requirements/peers.txt
	@echo "Installing what the benchmarks are run beside ..."
	@$(PIP) --require-hashes -r requirements/peers.txt || echo "It cannot be installed here: routes have no peer in this run."
	@touch $@

$(VENV)/tools: $(VENV)/dev tests/find_tools.sh
	@sh tests/find_tools.sh $(BIN)
	@touch $@
