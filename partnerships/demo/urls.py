"""The address at which the demo is removed."""

from django.urls import path

from partnerships.demo import views

urlpatterns = [path("demo/remove/", views.demo_remove, name="demo_remove")]
