"""What a publisher puts into pages: the script's element, as it follows the service and as it insists on one version."""

import base64
import hashlib


def tag(service: str, site: str) -> str:
    """Answer the element that always loads the current version."""
    return f'<script src="{service}/embed.js" data-site="{site}" async></script>'


def pinned_tag(service: str, site: str, version: str, script: bytes) -> str:
    """Answer the one that loads a version and runs nothing but this script of it."""
    source = f'src="{service}/embed/{version}/embed.js"'
    return (
        f'<script {source} data-site="{site}" async integrity="{integrity(script)}" crossorigin="anonymous"></script>'
    )


def integrity(script: bytes) -> str:
    """Answer what a browser is to hold a script to."""
    return f"sha384-{base64.b64encode(hashlib.sha384(script).digest()).decode()}"
