"""Someone who works while mail leaves: `python -m bench.page` loads the Today page until stopped.

It prints how long each took, in seconds.
"""

import json
import signal
import threading
import time
from http import HTTPStatus

import django

django.setup()

from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User

EVERY = 0.5  # seconds


def main() -> None:
    """Load the page every half second."""
    settings.ALLOWED_HOSTS = ["testserver"]
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": static}
    told = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: told.set())
    client, page, took = Client(), reverse("today"), list[float]()
    client.force_login(User.objects.order_by("pk")[0])
    while not told.wait(EVERY):
        began = time.perf_counter()
        assert client.get(page).status_code == HTTPStatus.OK
        took.append(time.perf_counter() - began)
    print(json.dumps(took[1:]))  # the first one compiles the templates


if __name__ == "__main__":
    main()
