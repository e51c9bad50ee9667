# `make demo` and `make test` need nothing but Python 3.11+, make and git; everything else goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := build/demo
# Dossiers whose names begin so are verified; `make demo DEMO_OF=` takes all two hundred, which is ten minutes on two cores.
DEMO_OF ?= clean-1 clean-2 clean-8 mod-1 mod-2 CL-004-fail-a CL-007-fail-a SEAL-002-fail-a UV-004-fail-a MV-008-fail-a MV-012-fail-a MV-012-review-a INT-001-review-a INT-005-fail-a

.PHONY: demo test slow check clean

demo: $(VENV)/.installed
	@$(BIN)/python -m fixtures build $(DEMO) $(addprefix --only ,$(DEMO_OF))
	@$(BIN)/exportproof batch $(DEMO)/uploads --out $(DEMO)/reports; status=$$?; \
	case $$status in 0|1|3) ;; *) exit $$status ;; esac; \
	echo; echo "Reports: $(CURDIR)/$(DEMO)/reports/<application>/report.html"

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest -m "not slow"

slow: $(VENV)/.installed-test
	$(BIN)/python -m pytest -m slow

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.installed-test: pyproject.toml $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[test]"
	@touch $@

$(VENV)/.installed-dev: pyproject.toml $(VENV)/.installed-test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	@touch $@

clean:
	rm -rf $(VENV) build *.egg-info
