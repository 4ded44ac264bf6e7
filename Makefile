# Parley. `make run` is all a new machine needs; `make help` lists the rest.

SHELL := /bin/bash -o pipefail
# What Python compiles is kept, whatever the environment says: a run of the tests starts hundreds of processes.
export PYTHONDONTWRITEBYTECODE :=
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check
# Extras that make a full house; none of them weighs much without a model.
EXTRAS := --extra calendar --extra calls --extra dictionary --extra fast --extra homes --extra ibus --extra mcp --extra music --extra openai \
    --extra postgres --extra search --extra sherpa --extra speaker --extra talk --extra vision --extra wyoming --extra xiaozhi
# What they would find servers and sound cards with, which the tests do not; some of it would have to be compiled.
CLIENTS_WITHOUT := $(foreach each,zeroconf ifaddr pyaudio sounddevice cffi pycparser pillow win32-setctime \
    colorama,--no-emit-package $(each))
# Tests that wait for what comes in real time, and browsers, side by side: so no core waits for the last of either.
# Together twice as many as there are cores; one by one, each of the two left a quarter of the machine alone.
WORKERS := $(shell echo $$(( ($$(nproc) * 5 + 3) / 4 )))
BROWSERS := $(shell echo $$(( ($$(nproc) * 3 + 1) / 4 )))
# Older majors of SDKs.
MAJORS := openai-1 openai-2 translation-1 mcp-1
PAGE := src/parley/gateways/web/page
WEB := $(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help install run test check bench conformance lock web clean
.PHONY: ready made programs clients sdks linted page compiled learned tested typed browsed

help: ## This list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(VENV)/.installed ## Parley and what it needs, into .venv

run: install web $(VENV)/.keyboard ## Install, then serve on this machine
	@$(VENV)/bin/parley serve

test: $(VENV)/.made ## Every check and every test
	@.ci/node true
	@$(MAKE) --no-print-directory -j3 browsed tested typed

# What the tests need, side by side: each keeps one processor busy at most, and most of them wait for the network.
# Learning takes longest, so it begins first. Types need none of it, and are looked at meanwhile.
browsed tested: ready
ready: $(VENV)/.installed-dev
	@$(MAKE) --no-print-directory -j4 --output-sync=line made

made: learned programs sdks page clients compiled linted

programs: # one after the other: two apt-get wait for no one
	@.ci/browser
	@.ci/desktop

clients:
	@.ci/clients

sdks:
	@.ci/sdks

linted: $(VENV)/.installed-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

page: web
	@if [ -f web/package.json ]; then cd web && ../.ci/node npm run --silent check && ../.ci/node npm run --silent test; fi

# Otherwise every process that begins early would compile it by itself. Pytest compiles tests its own way.
compiled: $(VENV)/.installed-dev
	@$(PY) -m compileall -q -x '/test_' src tests

# What the sentences that ship teach: dozens of servers that the tests start would begin to learn it, each by itself.
# One thread, as a house has it: several wait for each other, and take twice to four times the processor. Sentences
# are read first, and once: both others begin with them.
learned: $(VENV)/.installed-dev
	@export PARLEY_CACHE="$(CURDIR)/build/cache" OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1; learn="$(PY) -m parley.skills.learning.shipped"; \
	    $$learn read && { $$learn compiled & $$learn learned && wait $$!; }

# Whatever drives a browser is in that folder, or the tests do not begin.
tested:
	@rm -rf build/conformance
	.ci/in-memory $(VENV)/bin/pytest --ignore=tests/browser --forks $(WORKERS)
	@$(PY) tests/sdks/table.py --check

# What is told of these two is kept to their end, not to be mixed into the rest.
browsed:
	@$(call told,.ci/in-memory $(VENV)/bin/pytest tests/browser -n $(BROWSERS) --dist worksteal)

# Types are short-lived: where there is room for new ones, Node.js tidies up less, which took an eighth of the time.
typed: export NODE_OPTIONS := --max-semi-space-size=128
typed: $(VENV)/.installed-dev
	@$(call told,$(VENV)/bin/pyright)

bench: $(VENV)/.installed-dev ## Measure this machine
	@for each in $$(grep -l __main__ benchmarks/*.py); do echo "== $$each"; $(PY) $$each || exit 1; done

web: $(PAGE)/index.html ## The browser app, built into the package

conformance: $(VENV)/.installed-dev ## Let other vendors' SDKs try everything, and write docs/conformance.md
	@.ci/sdks
	@rm -rf build/conformance
	$(VENV)/bin/pytest tests/sdks -n 2 --dist loadfile
	@$(PY) tests/sdks/table.py

lock: $(VENV)/.made ## Choose versions anew for requirements*.lock
	@$(PIP) install --quiet --require-hashes -r requirements-uv.lock
	@$(call compile,pyproject.toml $(EXTRAS),requirements.lock)
	@$(call compile,pyproject.toml $(EXTRAS) --extra translation --group dev -c requirements.lock,requirements-dev.lock)
	@$(call compile,--group web -c requirements-dev.lock,requirements-web.lock)
	@$(call compile,--group uv,requirements-uv.lock)
	@$(call compile,--group sdks,requirements-sdks.lock)
	@for each in $(MAJORS); do $(call compile,--group sdk-$$each --no-deps,tests/sdks/majors/$$each.lock); done
	@$(call compile,--group clients $(CLIENTS_WITHOUT),requirements-clients.lock)

clean: ## Remove what was built and installed
	rm -rf $(VENV) .venv-clients .venv-sdks tests/sdks/js/node_modules $(PAGE) web/node_modules web/dist build dist src/*.egg-info .pytest_cache .ruff_cache .hypothesis

# Only PyPI's hashes, whatever indexes this machine is set up with.
define compile
	UV_NO_CONFIG=1 $(PY) -m uv pip compile $(1) --upgrade --quiet --universal --python-version 3.11 \
	    --no-emit-index-url --no-annotate --generate-hashes \
	    --custom-compile-command "make lock" -o $(2)
endef

# Does $(1), and then tells what it was and all that it said.
define told
	mkdir -p build && $(1) >build/$@.txt 2>&1; ended=$$?; echo '$(1)'; cat build/$@.txt; exit $$ended
endef

$(VENV)/.made:
	@.ci/python $(VENV)
	@$(PIP) install --quiet --no-compile --require-hashes -r requirements-uv.lock || true
	@touch $@

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/.made
	@echo "parley: installing what Parley needs (some 150 MB to download the first time)"
	@.ci/pip $(VENV) --require-hashes -r requirements.lock
	@.ci/pip $(VENV) --no-deps --editable .
	@touch $@

# Better Chinese typing, where Debian's packages can be had; it has a licence of its own, so it is no part of Parley.
$(VENV)/.keyboard: $(VENV)/.installed
	@timeout 180 $(VENV)/bin/parley keyboard install open-gram || \
	    echo "parley: Chinese is typed with the small pack that ships; later: parley keyboard install open-gram"
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "parley: installing what the checks and tests need"
	@.ci/pip $(VENV) --require-hashes -r requirements-dev.lock
	@touch $@

$(PAGE)/index.html: $(WEB) | $(VENV)/.made
	@if [ ! -f web/package.json ]; then \
	    echo "parley: web/ is missing, so the browser app cannot be built." >&2; exit 1; fi
	@echo "parley: building the browser app"
	@cd web && ../.ci/node npm ci --no-audit --no-fund --loglevel=error && ../.ci/node npm run --silent build || { \
	    echo "parley: the browser app could not be built; what npm says is above. It needs the network once." >&2; \
	    exit 1; }
	@touch $@
