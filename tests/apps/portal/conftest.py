"""The portal of a town, visited without an account."""

import pytest
from django.test import Client

from parvis.apps.authorities.models import Authority
from portal_town import open_town


@pytest.fixture
def town(db: None) -> Authority:
    return open_town()


@pytest.fixture
def visitor(town: Authority) -> Client:
    return Client()
