# `make run` and `make test` are all a fresh machine needs; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Where there is no display Qt draws into memory.
ifeq ($(strip $(DISPLAY)$(WAYLAND_DISPLAY)),)
ifneq ($(shell uname),Darwin)
export QT_QPA_PLATFORM ?= offscreen
endif
endif

.PHONY: help setup setup-test run test coverage lint hooks format bench bench-science bench-science-short bench-health bench-review bench-archive bench-tampering soak docs screenshots bundle wheel clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-19s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install darkviewer and what Qt needs into .venv
	@PYTHON="$(PYTHON)" sh tools/setup.sh

setup-test:
	@PYTHON="$(PYTHON)" sh tools/setup.sh test

run: setup ## write the demo capture and open the window on it
	@$(BIN)/darkviewer demo

test: setup-test ## run the whole suite
	$(BIN)/python -m pytest -n 2 --dist worksteal

coverage: setup-test ## run the whole suite, and check what it covers
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report=json
	$(BIN)/python tools/check_coverage.py

lint: setup-test ## ruff, mypy and the floors of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

hooks: setup-test ## let git run the checks of lint before each commit
	@PYTHON="$(PYTHON)" sh tools/setup.sh hooks
	$(BIN)/pre-commit install

format: setup-test ## format the code with ruff
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup-test ## measure, with ratios against the notebooks' own pipeline
	$(BIN)/python -m benchmarks

bench-science: setup-test ## measure the numbers, beside expected figures
	$(BIN)/python -m benchmarks.science $(ARGS)

bench-science-short: setup-test ## the same with less of everything
	$(BIN)/python -m benchmarks.science --short $(ARGS)

bench-health: setup-test ## measure what the checks of frames detect, and their false alarms
	$(BIN)/python -m benchmarks.health

bench-tampering: setup-test ## alter exported files five thousand times: does one pass verify as equal?
	$(BIN)/python -m benchmarks.tampering $(ARGS)

bench-review: setup-test ## measure the time from a key to the next candidate on the review desk
	$(BIN)/python -m benchmarks.review

bench-archive: setup-test ## measure whole archives: per worker, scan, rerun, memory, kills
	$(BIN)/python -m benchmarks.archive

MINUTES ?= 20
soak: setup-test ## long use: growth, locales, arrivals, random users, kills (MINUTES=20 each)
	$(BIN)/python -m benchmarks.soak --minutes $(MINUTES)
	$(BIN)/python -m benchmarks.locales --minutes $(MINUTES)
	$(BIN)/python -m benchmarks.arrivals --every 0.5
	$(BIN)/python -m benchmarks.random_user --minutes $(MINUTES)
	$(BIN)/python -m benchmarks.xorg_user --minutes $(MINUTES)
	$(BIN)/python -m benchmarks.opinion_kills

docs: ## build the site of manual, method, architecture and library (build/docs)
	@PYTHON="$(PYTHON)" sh tools/setup.sh docs
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs build/docs

screenshots: setup-test ## regenerate the pictures in docs/images
	$(BIN)/python -m tools.screenshots
	$(BIN)/python -m tools.report_pictures

bundle: ## build and smoke-test the application for people without Python (dist/)
	@$(PYTHON) packaging/build.py

wheel: ## build wheel and source archive twice, check them, try the wheel elsewhere (dist/)
	@$(PYTHON) packaging/wheel.py

clean: ## remove the environment and everything built
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
