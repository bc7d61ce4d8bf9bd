"""Addresses of the product."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("api/", include("aims.api.urls")),
    path("", include("aims.web.urls")),
]
