# `make run` and `make test` set up what they need, from a bare clone; `make help` lists the rest.

PORT ?= 8000
ARGS ?=
VENV := .venv
PY := $(VENV)/bin/python

# The stamps carry the locks' hashes: a changed lock is installed by the next command, an unchanged one never again,
# whatever the times of the files are.
LOCKED := $(VENV)/lock-$(shell sha256sum requirements.txt | cut -c1-12)
LOCKED_DEV := $(VENV)/devlock-$(shell cat requirements.txt requirements-dev.txt | sha256sum | cut -c1-12)

# The oldest Python that will do, as in production; PYTHON=... takes another one.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

export DJANGO_SETTINGS_MODULE ?= innovation.settings
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run staff test browser check fix messages lock clean port-is-free

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: export SITE_URL ?= http://127.0.0.1:$(PORT)
run: port-is-free $(LOCKED) .secret-key ## start the site on http://127.0.0.1:8000 (another port: make run PORT=8080)
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py load_register
	@$(PY) manage.py sync_roles
	@$(PY) manage.py collectstatic --noinput --verbosity 0
	@printf '\n  The register is at %s and its office at %s/admin/\n' '$(SITE_URL)' '$(SITE_URL)'
	@printf '  A login for the office: make staff. Stop with Ctrl-C.\n\n'
	@exec $(VENV)/bin/granian --interface wsgi --host 127.0.0.1 --port $(PORT) --workers 2 --blocking-threads 2 \
		--no-ws --log-level warning innovation.wsgi:application

staff: $(LOCKED) .secret-key ## make a staff login (asks, or takes DJANGO_SUPERUSER_USERNAME, _EMAIL and _PASSWORD)
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py createsuperuser $(if $(DJANGO_SUPERUSER_PASSWORD),--noinput)

test: export DJANGO_SETTINGS_MODULE = tests.settings
test: $(LOCKED) ## run the tests (some of them: make test ARGS="-k designation"; another database: DATABASE_URL)
	@$(PY) -m pytest $(ARGS)

browser: export DJANGO_SETTINGS_MODULE = tests.settings
browser: $(LOCKED_DEV) ## run the tests that drive Chromium
	@$(PY) -m pytest -m browser -n 0 $(ARGS)

check: export DJANGO_SETTINGS_MODULE = tests.settings
check: $(LOCKED_DEV) ## look for mistakes without changing anything: lint, layout, types, migrations, settings, translations
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/djlint templates --lint --quiet
	$(VENV)/bin/mypy
	$(PY) manage.py makemigrations --check --dry-run
	env -u DEBUG ALLOWED_HOSTS=register.example DJANGO_SETTINGS_MODULE=innovation.settings \
		SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))')" \
		$(PY) manage.py check --deploy --fail-level WARNING
	$(PY) -m innovation.translations check

fix: $(LOCKED_DEV) ## mend lint and layout where a tool can
	$(VENV)/bin/ruff check --fix
	$(VENV)/bin/ruff format

messages: $(LOCKED) ## bring the Chinese catalogue up to date with the code, and compile it
	@$(PY) -m innovation.translations update

lock: ## choose the newest allowed versions of all dependencies (needs uv)
	uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header \
		requirements.in --output-file requirements.txt
	uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header \
		requirements-dev.in --output-file requirements-dev.txt

clean: ## remove what these commands made, except the database and the secret key
	rm -rf $(VENV) staticfiles .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An older server on the same port would answer in place of this one and look like success.
port-is-free: $(PY)
	@$(PY) -c "import socket; socket.create_server(('127.0.0.1', $(PORT))).close()" 2>/dev/null || { \
		echo "Port $(PORT) of 127.0.0.1 is taken or not allowed. Stop what runs there, or choose another: make run PORT=8080" >&2; exit 1; }

$(PY):
	@test -n '$(PYTHON)' || { echo 'Python 3.11 or newer is missing. On Debian: apt-get install python3-venv' >&2; exit 1; }
	@if command -v uv >/dev/null; then uv venv --quiet --clear --seed --python $(PYTHON) $(VENV); \
	elif $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then $(PYTHON) -m venv --clear $(VENV); \
	else echo "Python's venv module is missing. On Debian: apt-get install python3-venv" >&2; exit 1; fi

# $(call install,FILE)
install = @echo 'Installing $(1) into $(VENV)'; \
	if command -v uv >/dev/null; then uv pip install --quiet --python $(PY) --require-hashes -r $(1); \
	else $(PY) -m pip install --quiet --require-hashes -r $(1); fi

$(LOCKED): | $(PY)
	$(call install,requirements.txt)
	@rm -f $(VENV)/lock-* && touch $@

$(LOCKED_DEV): | $(LOCKED)
	$(call install,requirements-dev.txt)
	@rm -f $(VENV)/devlock-* && touch $@

.secret-key: | $(PY)
	@umask 077 && $(PY) -c 'import secrets; print(secrets.token_urlsafe(64))' > $@.new && mv $@.new $@
