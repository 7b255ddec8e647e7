# `make demo` and `make test` are all a newcomer needs: Python 3.11 or newer, make and git.
PYTHON ?= python3
ENV := .venv
STAMP := $(ENV)/.synced
PINS := requirements/dev.txt
RUN := $(ENV)/bin/python

.DELETE_ON_ERROR:
.PHONY: demo test test-scaled check browser faults bench screenshots pins clean

$(STAMP): $(PINS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; try: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Preparing $(ENV); the first time this takes a minute…"
	@test -x $(RUN) || $(PYTHON) -m venv $(ENV) || { rm -rf $(ENV); echo "This Python cannot make virtual environments. On Debian or Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
	@UV=$$(command -v uv || echo $(ENV)/bin/uv); test -x "$$UV" || $(RUN) -m pip install --quiet --disable-pip-version-check uv; $$UV pip sync --quiet --require-hashes --python $(RUN) $(PINS)
	@touch $@

demo: $(STAMP)
	@exec $(RUN) manage.py demo $(ARGS)

test: $(STAMP)
	@exec $(RUN) -m pytest -n auto $(ARGS)

test-scaled: $(STAMP)
	@exec $(RUN) -m tests.services $(RUN) -m pytest -n auto $(ARGS)

browser: $(STAMP)
	@exec $(RUN) -m pytest -m browser $(ARGS)

faults: $(STAMP)
	@exec $(RUN) -m pytest -m faults tests/faults $(ARGS)

bench: $(STAMP)
	@exec $(RUN) -m benchmarks $(ARGS)

screenshots: $(STAMP)
	@exec $(RUN) -m docs.take_screenshots

check: $(STAMP)
	$(ENV)/bin/ruff check .
	$(ENV)/bin/ruff format --check .
	$(ENV)/bin/mypy .
	$(ENV)/bin/lint-imports
	DJANGO_SETTINGS_MODULE=tests.settings $(RUN) manage.py makemigrations --check --dry-run
	env SECRET_KEY=$$($(RUN) -c 'import secrets; print(secrets.token_urlsafe(50))') \
	  MITTO_ENCRYPTION_KEYS=$$($(RUN) -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())') \
	  ALLOWED_HOSTS=crm.example.com PUBLIC_URL=https://crm.example.com \
	  $(RUN) manage.py check --deploy --fail-level WARNING

pins:
	@UV=$$(command -v uv || echo $(ENV)/bin/uv); \
	COMPILE="env -u UV_INDEX -u UV_FIND_LINKS $$UV --no-config pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make pins'"; \
	eval "$$COMPILE pyproject.toml --extra postgres -o requirements/production.txt" && \
	eval "$$COMPILE pyproject.toml --extra postgres --group dev -o requirements/dev.txt"

clean:
	rm -rf $(ENV) var staticfiles
