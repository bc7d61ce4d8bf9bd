"""Addresses of the product."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("accounts/", include("allauth.urls"))]
if find_spec("aims.api"):
    urlpatterns.append(path("api/", include("aims.api.urls")))
if find_spec("aims.web.urls"):
    urlpatterns.append(path("", include("aims.web.urls")))
