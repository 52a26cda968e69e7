"""What templates may ask about the viewer."""

from django.http import HttpRequest

from accounts.access import can as user_can
from accounts.roles import Permission


def can(request: HttpRequest) -> dict[str, dict[str, bool]]:
    """Give templates `can.work`, `can.lead` and so on: what the viewer's role allows."""
    user = getattr(request, "user", None)
    return {"can": {p.value: user is not None and user_can(user, p) for p in Permission}}
