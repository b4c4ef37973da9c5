"""Admins' routes: the settings of a site."""

from pydantic import BaseModel

from chalicelib.api.endpoints import Endpoints
from chalicelib.api.requests import Call
from chalicelib.api.responses import Answer
from chalicelib.sites.settings import SettingsChanges, ShownSettings, shown

endpoints = Endpoints("sites")


@endpoints.route("GET", "/v1/sites/{site}/settings", access="admin", answers={200: ShownSettings})
def get_settings(call: Call[None, None]) -> Answer:
    """GET /v1/sites/{site}/settings: every setting as it is."""
    return Answer(200, shown(call.services.sites.read(call.site.id)))


@endpoints.route(
    "PATCH", "/v1/sites/{site}/settings", access="admin", takes=SettingsChanges, answers={200: ShownSettings}
)
def change_settings(call: Call[BaseModel, None]) -> Answer:
    """PATCH /v1/sites/{site}/settings: change settings, or give them back to their defaults."""
    changes = call.body.model_dump(include=call.body.model_fields_set)
    changed = call.services.sites.change(call.site.id, by=call.authorize(), settings=changes)
    return Answer(200, shown(changed))
