"""What the lists of the register share."""

from django.views.generic import ListView


class RecordList(ListView):
    """A list of records as a page, and with the same query string as CSV, JSON or XLSX."""
