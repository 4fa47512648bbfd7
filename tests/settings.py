"""The register's settings for its tests: of the environment only DATABASE_URL counts."""

import os

for _name in (
    "ALLOWED_HOSTS",
    "BEHIND_PROXY",
    "CACHE_URL",
    "CSRF_TRUSTED_ORIGINS",
    "DEBUG",
    "ICP_NUMBER",
    "SECRET_KEY_FILE",
    "SECURITY_CONTACT",
    "SITE_URL",
):
    os.environ.pop(_name, None)
os.environ["SECRET_KEY"] = "a key for the tests alone, long enough for every check of Django's"

from innovation.settings import *  # noqa: E402, F403  (the settings read the environment when they are imported)

# Hashing passwords slowly is for real ones; hashed names of static files want `collectstatic` first, so they are looked
# up where they lie.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
WHITENOISE_AUTOREFRESH = True
