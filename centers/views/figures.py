from centers.models import ReportedFigure
from centers.views.base import RecordList


class FigureList(RecordList):
    model = ReportedFigure
    template_name = "centers/figure_list.html"
