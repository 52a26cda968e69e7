"""Safe to share screen: what partners must not see is left out of our own pages (P2)."""

from django.http import HttpRequest

KEY = "safe_screen"


def is_safe(request: HttpRequest) -> bool:
    """Whether the viewer asked for it in this session; signing out ends it."""
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated and request.session.get(KEY))


def set_safe(request: HttpRequest, *, on: bool) -> None:
    """Turn it on or off for this session."""
    if on:
        request.session[KEY] = True
    else:
        request.session.pop(KEY, None)


def safe_screen(request: HttpRequest) -> dict[str, bool]:
    """Give templates `safe_screen`; internal facts stand in `{% if not safe_screen %}`."""
    return {KEY: is_safe(request)}
