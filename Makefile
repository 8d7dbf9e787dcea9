# Everything runs from .venv, which scripts/setup.sh makes and keeps at what requirements/ locks.
.DEFAULT_GOAL := help
.PHONY: help setup run admin manage test check messages lock lighthouse screenshots clean
PYTHON := .venv/bin/python

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## install everything into .venv; nothing else
	@scripts/setup.sh dev

run: ## set up and serve the catalogue at http://127.0.0.1:8000 (PORT, HOST, DATABASE_URL)
	@scripts/setup.sh runtime
	@exec $(PYTHON) -m scripts.run

admin: ## create a login for /admin/; its second factor is set up at the first sign-in
	@scripts/setup.sh runtime
	@$(PYTHON) -m scripts.local createsuperuser
	@echo "Now sign in at /admin/ with an authenticator app at hand: the second factor comes next."

manage: ## run a command of manage.py: make manage ARGS="check_catalogue"
	@scripts/setup.sh runtime
	@exec $(PYTHON) -m scripts.local $(ARGS)

test: ## set up and run every test: SQLite, PostgreSQL, Chromium (ARGS go to pytest)
	@scripts/setup.sh dev
	@exec $(PYTHON) -m scripts.test $(ARGS)

check: ## lint, types, layers, migrations, deployment settings, compose file, German texts
	@scripts/setup.sh dev
	@exec $(PYTHON) -m scripts.check

messages: ## take new texts of the code into the German catalogue
	@scripts/setup.sh dev
	@$(PYTHON) -m scripts.messages update

lock: ## write requirements/*.txt anew from pyproject.toml (ARGS=--upgrade for newer versions)
	@scripts/lock.sh $(ARGS)

lighthouse: ## measure home, compare, a model and the fact check as on a phone; needs Node.js 18.16
	@scripts/setup.sh dev
	@exec $(PYTHON) -m scripts.lighthouse $(ARGS)

screenshots: ## take the README's picture, and a gallery in var/screenshots
	@scripts/setup.sh dev
	@exec $(PYTHON) -m scripts.screenshots $(ARGS)

clean: ## remove what the other targets made, except the database and its key in var/
	@rm -rf .venv .venv-uv node_modules var/static var/static.stamp var/screenshots var/lighthouse var/test-results
	@rm -rf .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results locale/*/LC_MESSAGES/*.mo
	@find manage.py openness scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +
