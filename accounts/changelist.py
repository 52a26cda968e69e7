"""The lists of the panel."""

from typing import Any

from django.contrib.admin.views.main import ChangeList


class PanelList(ChangeList):
    """A list that sorts a column of other records as their own list is sorted."""

    def get_ordering_field(self, field_name: Any) -> Any:
        """Return the first column of their order, where they have one."""
        related = {field.name: field.related_model for field in self.lookup_opts.fields}
        model, site = related.get(field_name), self.model_admin.admin_site
        if isinstance(model, type) and site.is_registered(model):
            for column in site.get_model_admin(model).ordering or ():
                return f"{field_name}__{str(column).removeprefix('-')}"
        return super().get_ordering_field(field_name)
