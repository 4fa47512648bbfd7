from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.views.generic import RedirectView

from centers.admin import work
from innovation import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    # Browsers ask for this of their own accord where a page names no icon, as those of the admin.
    path("favicon.ico", RedirectView.as_view(url=lazy(static, str)("centers/mark.svg"))),
    # English at /…, Simplified Chinese at /zh-hans/…
    *i18n_patterns(
        path("admin/due/", work.due_list, name="due-list"),
        path("admin/problems/", work.problem_list, name="problem-list"),
        path("admin/problems/<slug:slug>/", work.problem_detail, name="problem-detail"),
        path("admin/", admin.site.urls),
        path("", include("centers.urls")),
        prefix_default_language=False,
    ),
]
