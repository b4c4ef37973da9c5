"""`make deploy-local`: the package and the template that AWS runs, deployed into the local emulator and called through its gateway.

There is one stack for each kind of API, since the emulator does not see that a parameter alone has changed. Nothing goes on running at
the end; the data stays, and the next run updates the stacks in place.
"""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from chalice.utils import to_cfn_resource_name

from chalicelib.bootstrap import build as build_services
from chalicelib.config import Settings
from chalicelib.web.built import EMBED
from cli.deploy.emulator import Emulator, emulator
from cli.deploy.package import Package, build
from cli.deploy.routes import Route, routes
from cli.deploy.smoke import Deployed, SmokeTestFailedError, smoke_test
from cli.deploy.stack import Bucket, Stack, StackFailedError
from cli.deploy.target import Target
from cli.deploy.template import load_app, render
from cli.local.engine import REGION, EngineFailedError
from cli.local.events import expressions_of
from cli.local.plan import data_directory
from cli.web.tags import pinned_tag, tag

BUCKET = "belowline-deployments"
API_TYPES = ("http", "rest")


def deploy(emulated: Emulator, package: Package) -> Iterator[str]:
    """Deploy a package for this machine, once with each kind of API, test both, and say what was done."""
    bucket = Bucket(emulated.client("s3"), BUCKET)
    bucket.ensure()
    template = bucket.put_template(render(Target.this_machine(), bucket.put_package(package.path)))
    app = load_app()
    for api_type in API_TYPES:
        stack = Stack(emulated.client("cloudformation"), f"belowline-{api_type}")
        done = stack.apply(template, {"ApiType": api_type})
        deployed = _deployed(emulated, stack, routes(app.app, app.SLICES), list(expressions_of(app.app)))
        yield f"The stack {stack.name} was {done}."
        deployed.services.versions.keep_current()
        for passed in smoke_test(deployed):
            yield f"  {passed}"
        yield from (f"  {sentence}" for sentence in _to_embed(deployed.url))


def _to_embed(url: str) -> Iterator[str]:
    yield f"Pages load {tag(url, 'SITE')}"
    yield f"or, whatever is deployed later, {pinned_tag(url, 'SITE', EMBED.version, EMBED.content('embed.js', None))}"


def take_down(emulated: Emulator) -> Iterator[str]:
    """Remove the stacks and say so."""
    for api_type in API_TYPES:
        stack = Stack(emulated.client("cloudformation"), f"belowline-{api_type}")
        yield f"The stack {stack.name} was {'removed' if stack.delete() else 'not there'}."


def main(environment: Mapping[str, str]) -> None:
    """Deploy, or with `DOWN=1` remove what was deployed and its data."""
    directory = data_directory(environment) / "deploy"
    try:
        if environment.get("DOWN") == "1":
            _take_down(directory)
        else:
            _deploy(directory)
    except (EngineFailedError, StackFailedError, SmokeTestFailedError) as failure:
        sys.exit(str(failure))
    except (BotoCoreError, ClientError) as failure:
        sys.exit(f"The emulator refused: {failure}")


def _deploy(directory: Path) -> None:
    package = build(Target.this_machine(), directory / "packages")
    _say(f"Packaged {package.path.name}, {package.path.stat().st_size / 1e6:.1f} MB.")
    with emulator(directory) as emulated:
        _say(f"The emulator answers at {emulated.endpoint}, all of it at this one address.")
        for sentence in deploy(emulated, package):
            _say(sentence)
    _say(f"Deployed and tested; the emulator is stopped, its data is in {directory}. DOWN=1 removes both.")


def _take_down(directory: Path) -> None:
    with emulator(directory) as emulated:
        for sentence in take_down(emulated):
            _say(sentence)
    shutil.rmtree(directory)
    _say(f"Removed the stacks and their data; the emulator is stopped, and {directory} is gone.")


def _deployed(emulated: Emulator, stack: Stack, served: list[Route], jobs: list[str]) -> Deployed:
    outputs = stack.outputs()
    settings = Settings(table=outputs["TableName"], region=REGION, endpoint=emulated.endpoint)
    functions = emulated.client("lambda")

    def invoke(job: str, event: bytes) -> Mapping[str, object]:
        answer: Mapping[str, object] = functions.invoke(
            FunctionName=stack.name_of(to_cfn_resource_name(job)), Payload=event
        )
        return answer

    return Deployed(emulated.url_of(outputs), served, jobs, build_services(settings), invoke)


_say = partial(print, flush=True)


if __name__ == "__main__":
    main(os.environ)
