from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from innovation import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    # English at /…, Simplified Chinese at /zh-hans/…
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("", include("centers.urls")),
        prefix_default_language=False,
    ),
]
