# The commands of this project. Each sets up what it needs; a second run finds it there.
# PYTHON is any Python 3.11 to 3.13; PORT, DATA_DIR and DEMO are read by `make run`.

PYTHON ?= $(firstword $(foreach v,python3.13 python3.12 python3.11 python3,$(shell command -v $(v) 2>/dev/null)))
VENV := .venv
ENGINE := .venv-engine

.PHONY: run test check format help
.DEFAULT_GOAL := help

help:  ## what there is
	@sed -n 's/^\([a-z-]*\):.*## /  make \1   /p' Makefile

$(VENV)/installed: requirements.txt requirements-dev.txt constraints.txt
	@tests "$(PYTHON)" 2>/dev/null; $(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@touch $@

$(ENGINE)/installed: requirements-engine.txt
	$(PYTHON) -m venv $(ENGINE)
	$(ENGINE)/bin/pip install --disable-pip-version-check -r requirements-engine.txt
	@touch $@
