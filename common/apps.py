from django.apps import AppConfig

from common.logs import mask_secrets


class CommonConfig(AppConfig):
    name = "common"

    def ready(self) -> None:
        mask_secrets()
