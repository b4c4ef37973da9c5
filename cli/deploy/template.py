"""The template: what Chalice makes of the app, settled by us, and the table and all else of `.chalice/resources.json`."""

import importlib
import json
from typing import Any

from cli.deploy.alarms import alarms
from cli.deploy.apis import addresses, http_api, rest_api
from cli.deploy.functions import FOLLOWERS, FUNCTION, functions
from cli.deploy.generated import CONFIGURATION, generate
from cli.deploy.routes import routes
from cli.deploy.target import Target

Template = dict[str, Any]


def load_app() -> Any:
    """Answer the module of the entry points. Only when needed: to import it builds the services."""
    return importlib.import_module("app")


def render(target: Target, code: Any) -> Template:
    """Answer the template whose functions run `code`, a path for tools or where it lies in S3."""
    app = load_app()
    generated = generate(app.app)
    ours: Template = json.loads((CONFIGURATION / "resources.json").read_text(encoding="utf-8"))
    found, served = functions(generated["Resources"], target, code), routes(app.app, app.SLICES)
    made = {name: one["Properties"] for name, one in found.items() if one["Type"] == FUNCTION}
    apis = http_api(served) | rest_api(generated["Resources"], served)
    return {
        "AWSTemplateFormatVersion": generated["AWSTemplateFormatVersion"],
        "Transform": generated["Transform"],
        "Description": "Belowline: comments, moderation and page views",
        "Parameters": ours["Parameters"],
        "Conditions": ours["Conditions"],
        "Resources": ours["Resources"] | found | apis | alarms(made, FOLLOWERS),
        "Outputs": ours["Outputs"] | addresses(),
    }
