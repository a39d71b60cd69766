# Paadriv: each target does all of its own set-up and may be run again at any time.
.DEFAULT_GOAL := help
.PHONY: help demo test check lint bench test-torture pictures lock clean

bin := .venv/bin
benches := delivery register read_mail pages
fast := not browser and not postfix and not torture and not slow

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | \
	  sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{ printf "make %-13s %s\n", $$1, $$2 }'

demo: ## everything on this machine, with a demo community; Ctrl-C stops it (ARGS="--port 8001")
	@.ci/install demo
	@$(bin)/paadriv demo $(ARGS)

test: ## the whole test suite, browser and mail servers included (ARGS="-k breakfast")
	@.ci/install test
	@$(bin)/python -m pytest -n 2 --dist loadscope $(ARGS)

check: ## format, lint, types, import contracts, translations, then the fast tests
	@.ci/install check
	@$(MAKE) --no-print-directory lint
	@$(bin)/python -m pytest -n 2 --dist loadscope -m "$(fast)" $(ARGS)

lint:
	$(bin)/ruff format --check
	$(bin)/ruff check
	$(bin)/mypy
	$(bin)/lint-imports
	$(bin)/python -m pytest -q tests/architecture

bench: ## every benchmark, one JSON object a line (BENCH=delivery for one)
	@.ci/install bench >&2
	@for name in $(if $(BENCH),$(subst -,_,$(BENCH)),$(benches)); do \
	  $(bin)/python -m tests.bench.$$name || exit 1; \
	done

test-torture: ## senders, door and readers killed, databases crashed: no letter and no answer is lost
	@.ci/install bench >&2
	@$(bin)/python -m tests.torture

pictures: ## the pictures in docs/pictures, taken anew by the browser tests
	@.ci/install test
	@PAADRIV_PICTURES=1 $(bin)/python -m pytest -m browser $(ARGS)

lock: ## newer versions of what we stand on, into the lock files
	@.ci/install check
	@.ci/lock

clean: ## remove what was installed and built here; ./data, where the demo keeps its own, stays
	rm -rf .venv build dist *.egg-info test-results .pytest_cache .mypy_cache .ruff_cache \
	  .import_linter_cache .hypothesis .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
