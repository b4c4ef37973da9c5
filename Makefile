# The commands of this project. Each sets up what it needs; a second run finds it there.
# make run reads PORT, DATA_DIR and DEMO; PYTHON names a Python 3.11 to 3.13 where none is found.

VENV := .venv
ENGINE := .venv-engine
PAGE := chalicelib/web/moderate

.DEFAULT_GOAL := help
.PHONY: help run test check format bench deploy-local libraries

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile

run: $(VENV)/installed $(ENGINE)/installed ## start the whole service on this machine
	@exec $(VENV)/bin/python -m cli.local.run

test: $(VENV)/installed $(ENGINE)/installed ## pass all tests, those of the pages in a real browser
	$(VENV)/bin/python -m tests.browser.chromium
	$(VENV)/bin/python -m tests.browser.firefox
	$(VENV)/bin/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

check: $(VENV)/installed ## formatter, linter, types, import rules
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

deploy-local: $(VENV)/installed $(ENGINE)/installed ## deploy into the local AWS emulator and test it; DOWN=1 removes it
	@exec $(VENV)/bin/python -m cli.deploy.local

format: $(VENV)/installed ## write the code as the formatter wants it
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

libraries: ## make anew what browsers get of others' libraries, after a change in libraries/; needs Node
	npm ci --prefix libraries --no-audit --no-fund
	cp libraries/node_modules/chartist/LICENSE-MIT $(PAGE)/chartist.LICENSE
	{ npm ls --prefix libraries --depth 0 chartist | sed -n 's|.*\(chartist@.*\)|/*! \1, made by `make libraries`; chartist.LICENSE lies beside it. */|p'; \
	  npm run --silent --prefix libraries chartist; } > $(PAGE)/chartist.js

bench: $(VENV)/installed $(ENGINE)/installed ## measure what docs/performance.md explains
	@$(VENV)/bin/python -m bench

$(VENV)/installed: requirements.txt requirements-dev.txt constraints.txt
	$(call install,$(VENV),-r requirements-dev.txt -c constraints.txt)
	ln -sf ../../cli/belowline.sh $(VENV)/bin/belowline
	@touch $@

$(ENGINE)/installed: requirements-engine.txt
	$(call install,$(ENGINE),-r requirements-engine.txt)
	@touch $@

# $(call install,DIRECTORY,REQUIREMENTS): a virtual environment with these packages.
# A candidate is tried out, not only found: a version manager's placeholder is there without being one.
define install
	@if ! $(1)/bin/python -m pip --version >/dev/null 2>&1; then \
	    for python in $(or $(PYTHON),python3.13 python3.12 python3.11 python3); do \
	        "$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && break; \
	        python=; \
	    done; \
	    if [ -z "$$python" ]; then \
	        echo "Belowline needs Python 3.11, 3.12 or 3.13 and found none; install one, or name it: make PYTHON=/path/to/python3.12" >&2; \
	        exit 1; \
	    fi; \
	    if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	        echo "$$python cannot make virtual environments; on Debian and Ubuntu: apt install $$(basename "$$python")-venv" >&2; \
	        exit 1; \
	    fi; \
	    "$$python" -m venv --clear $(1) || exit 1; \
	fi
	$(1)/bin/python -m pip install --disable-pip-version-check --no-input $(2)
endef
