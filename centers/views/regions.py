from django.views.generic import DetailView, RedirectView

from centers.models import Region
from centers.views.base import RecordList


class RegionList(RecordList):
    model = Region
    template_name = "centers/region_list.html"


class RegionCode(RedirectView):
    """The address of a region by its full six digits, zeros included."""

    permanent = True
    query_string = True


class RegionDetail(DetailView):
    model = Region
    template_name = "centers/region_detail.html"
