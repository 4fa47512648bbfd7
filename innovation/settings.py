"""Settings of the register, in Django's own order, then of its dependencies, then its own.

Everything that differs between machines is read here, from environment variables, and nowhere else. Each has a default
that works on a laptop, except the secret key: `make run` makes one, production brings its own.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()


def read_secret_key() -> str:
    """Return the key from SECRET_KEY, else from the file that SECRET_KEY_FILE names or that `make run` made."""
    if key := env.str("SECRET_KEY", default=""):
        return key
    path = Path(env.str("SECRET_KEY_FILE", default=str(BASE_DIR / ".secret-key")))
    if path.is_file() and (key := path.read_text(encoding="utf-8").strip()):
        return key
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Set the environment variable SECRET_KEY to a long random string that you keep; or name "
        "a file that holds it in SECRET_KEY_FILE; or, on a laptop, use `make run`, which makes the file .secret-key."
    )


def default_site_url(hosts: list[str]) -> str:
    """Return the https address of the first host that others can reach, or the laptop's address if there is none."""
    public = (host.lstrip(".") for host in hosts if host not in {"localhost", "127.0.0.1", "[::1]", "*"})
    host = next(public, "")
    return f"https://{host}" if host else "http://127.0.0.1:8000"


# Core

DEBUG = env.bool("DEBUG", default=False)

SECRET_KEY = read_secret_key()

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

# The address under which readers reach the site. It decides whether the site insists on https.
SITE_URL = env.str("SITE_URL", default=default_site_url(ALLOWED_HOSTS)).rstrip("/")
SECURE = urlsplit(SITE_URL).scheme == "https"

INSTALLED_APPS = [
    "centers",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_filters",
]

# The two that only add headers come first, so that every answer carries them, errors and static files included.
MIDDLEWARE = [
    "innovation.middleware.isolation_headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "innovation.middleware.say_who",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "innovation.urls"

WSGI_APPLICATION = "innovation.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# An admin page of a center with all its inlines has more than the 1000 fields that Django allows by default.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# Database

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}

# A connection serves many requests; one that the database has dropped is noticed and replaced.
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A writer takes the lock when its transaction begins and others wait, so two never deadlock half-way. FULL, since
    # an acknowledged save has to survive a power cut and staff's writes are rare. cache_size is in KiB when negative.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000;",
    }
else:
    # No statement keeps a visitor waiting for ever.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 3,
        "options": "-c statement_timeout=30s -c lock_timeout=10s",
    }

# The register as it was known at a moment: in memory, filled for a page and emptied after it. See centers/past.py.
DATABASES["past"] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": ":memory:",
    "OPTIONS": {"init_command": "PRAGMA foreign_keys=OFF;"},
    "TEST": {"MIGRATE": False},
}
DATABASE_ROUTERS = ["centers.past.PastRouter"]

# Cache

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}

# Authentication

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Sessions, cookies and forms. A browser accepts a `__Host-` cookie only over https, from this very host.

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-sessionid" if SECURE else "sessionid"

CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_NAME = "__Host-csrftoken" if SECURE else "csrftoken"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Security

SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # probes come from inside, without https
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Anybody can send X-Forwarded-Proto, so it counts only where a proxy stands in front that sets or removes it.
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Internationalization

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]  # each in its own name, as the switch shows them
LOCALE_PATHS = [BASE_DIR / "innovation" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# Static files: under hashed names, compressed, to be kept for ever by browsers; as they are while developing.

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Logging: everything to the console, where whoever runs the site collects it.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}},
}

# django-csp: everything comes from this site, and nothing is inline.

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
    },
}

# whitenoise: static files are for this site's pages, as everything else

WHITENOISE_ALLOW_ALL_ORIGINS = False

# The register's own

SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")  # a mailto: or https: address for security.txt
ICP_NUMBER = env.str("ICP_NUMBER", default="")  # of a site on a server in mainland China, which has to show it
