"""What the office is called. It is Django's own site, so that other applications find their place in it."""

from django.contrib import admin
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

admin.site.site_header = _("Register of manufacturing innovation centers")
admin.site.site_title = _("office of the register")
admin.site.index_title = _("The office")
admin.site.site_url = reverse_lazy("centers:home")
admin.site.empty_value_display = "—"
