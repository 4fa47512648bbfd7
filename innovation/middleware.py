from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from centers.models.recording import acting

HEADERS = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def isolation_headers(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Add the headers that keep a page apart from other sites and from devices, and for which Django has no setting."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def say_who(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let the trail know who changes records. The session is asked when something is changed, so that no page is."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with acting(lambda: request.user):
            return get_response(request)

    return middleware
