"""Whether the site is alive, and whether it can serve: for load balancers and monitors, not for readers."""

from threading import Lock, Thread

from django.db import connection
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

SECONDS_TO_ANSWER = 1.5

_asking = Lock()  # held while a question is out


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer as long as the process does, whatever the database does."""
    return plain_text("alive\n")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the database answers, else 503."""
    if database_answers():
        return plain_text("ready\n")
    return plain_text("the database does not answer\n", status=503, headers={"Retry-After": "5"})


def plain_text(text: str, **kwargs: object) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", **kwargs)


def database_answers(seconds: float = SECONDS_TO_ANSWER) -> bool:
    """Say whether the database answers on a new connection within `seconds`.

    A database that hangs keeps its client waiting, so the question is asked in a thread that can be left behind. While
    one still waits, no other is started: the answer is no.
    """
    if not _asking.acquire(blocking=False):
        return False
    answers: list[bool] = []
    thread = Thread(target=_ask, args=(answers,), daemon=True)
    thread.start()
    thread.join(seconds)
    return bool(answers)


def _ask(answers: list[bool]) -> None:
    try:
        ask_database()
        answers.append(True)
    except Error:
        pass  # no answer in the list is the answer
    finally:
        _asking.release()


def ask_database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()
