"""What was published or changed, as Atom: the list of changes with its filters, for programs that follow it."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centers import history
from centers.filters import PAGE_SIZE, ChangeFilter

#: When the register began: a tag names the day from which on its host was ours (RFC 4151).
BEGAN = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


class ChangeAtom(Atom1Feed):
    """Atom whose links into the register are relative to its address."""

    def root_attributes(self) -> dict[str, str]:
        return super().root_attributes() | {"xml:base": f"{settings.SITE_URL}/"}

    def latest_post_date(self) -> dt.datetime:
        return super().latest_post_date() if self.items else BEGAN


class ChangeFeed(Feed):
    """The newest entries of the list of changes that the filters of the query string find."""

    feed_type = ChangeAtom
    subtitle = gettext_lazy("What was published, and which published values have changed since.")
    author_name = gettext_lazy("Register of manufacturing innovation centers")
    feed_copyright = "CC BY 4.0"

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        filters = ChangeFilter(request.GET, history.public_changes())
        if not filters.is_valid():
            wrong = "".join(f"{mistake.label}: {' '.join(mistake.sentences)}\n" for mistake in filters.mistakes)
            return HttpResponse(wrong, status=400, content_type="text/plain; charset=utf-8")
        return super().__call__(request, *args, filters=filters, **kwargs)

    def get_object(self, request: HttpRequest, *, filters: ChangeFilter) -> ChangeFilter:
        return filters

    def title(self, filters: ChangeFilter) -> str:
        chosen = ", ".join(str(chip.text) for chip in filters.chips)
        return _("Changes: %(filters)s") % {"filters": chosen} if chosen else _("Changes")

    def link(self, filters: ChangeFilter) -> str:
        return absolute(reverse("centers:change-list") + filters.query().removesuffix("?"))

    def feed_url(self, filters: ChangeFilter) -> str:
        return absolute(reverse("centers:change-feed") + filters.query().removesuffix("?"))

    def items(self, filters: ChangeFilter) -> list[history.Group]:
        return history.tell_groups(history.with_sizes(filters.qs)[:PAGE_SIZE])

    def item_title(self, group: history.Group) -> str:
        what = [*group.moves, *(telling.what for telling in group.tellings)]
        return _("%(record)s: %(what)s") % {"record": group.record.name, "what": "; ".join(dict.fromkeys(what))}

    def item_description(self, group: history.Group) -> str:
        return render_to_string("includes/change_group.html", {"group": group})

    def item_link(self, group: history.Group) -> str:
        here = f"{reverse('centers:change-list')}#change-{group.first.number}"
        return absolute(group.record.url or here)

    def item_guid(self, group: history.Group) -> str:
        return f"tag:{urlsplit(settings.SITE_URL).hostname},{BEGAN:%Y-%m-%d}:change/{group.first.number}"

    def item_updateddate(self, group: history.Group) -> dt.datetime:
        return group.at

    item_pubdate = item_updateddate


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
