"""What Chalice makes of the app: functions, their roles from the policies in `.chalice`, and the REST API.

`chalice package` does the same and makes a zip too, which we make ourselves (`package`). So its parts are called one by one.
"""

import json
from typing import Any

from chalice.app import Chalice
from chalice.config import Config
from chalice.deploy.appgraph import ApplicationGraphBuilder, DependencyBuilder
from chalice.deploy.deployer import BuildStage, InjectDefaults, PolicyGenerator, SwaggerBuilder
from chalice.deploy.swagger import CFNSwaggerGenerator
from chalice.package import PackageOptions, ResourceBuilder, SAMTemplateGenerator
from chalice.policy import AppPolicyGenerator
from chalice.utils import OSUtils

from cli.local.child import ROOT

CONFIGURATION = ROOT / ".chalice"
_STAGE = "any"  # all stages are the same: what differs are the stack's name and parameters


class _Options(PackageOptions):
    """What Chalice would ask AWS for, without a client to ask."""

    def __init__(self) -> None:
        pass

    def service_principal(self, service: str) -> str:
        return f"{service}.amazonaws.com"


def generate(app: Chalice) -> dict[str, Any]:
    """Answer Chalice's SAM template of `app`, its functions without code yet."""
    config = Config(
        chalice_stage=_STAGE,
        user_provided_params={"chalice_app": app, "project_dir": str(ROOT)},
        config_from_disk=json.loads((CONFIGURATION / "config.json").read_text(encoding="utf-8")),
    )
    files = OSUtils()
    policies = PolicyGenerator(AppPolicyGenerator(files), files)
    stage = BuildStage([InjectDefaults(), policies, SwaggerBuilder(CFNSwaggerGenerator())])
    builder = ResourceBuilder(ApplicationGraphBuilder(), DependencyBuilder(), stage)
    template: dict[str, Any] = SAMTemplateGenerator(config, _Options()).generate(
        builder.construct_resources(config, _STAGE)
    )
    return template
