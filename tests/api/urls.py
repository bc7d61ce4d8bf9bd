"""The addresses that the tests of the API serve: sign-in and the API, without the pages."""

from django.urls import include, path

urlpatterns = [path("accounts/", include("allauth.urls")), path("api/", include("aims.api.urls"))]
